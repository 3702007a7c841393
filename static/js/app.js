// Progressive enhancement only: every page works without this file.
import { each } from "./page.js";

// The summary of errors takes the focus, so that a screen reader starts there.
document.querySelector("[data-error-summary]")?.focus();

// A second touch must not file a second request.
each("form", (form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    // A download leaves the page standing, so its form (data-again) may be sent again.
    if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
    form.dataset.sent = "1";
    form.querySelectorAll("button:not([type=button])").forEach(hold);
  });
});
// Held after the event: a disabled button would not send its own name and value.
const hold = (button) => setTimeout(() => button.setAttribute("aria-disabled", "true"));
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  each("form[data-sent]", (form) => delete form.dataset.sent);
  each('button[aria-disabled="true"]', (button) => button.removeAttribute("aria-disabled"));
});

// Larger text, remembered in a cookie that the server reads: no flash on the next page.
each("[data-text-size]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const large = document.documentElement.classList.toggle("large-text");
    button.setAttribute("aria-pressed", String(large));
    const value = large ? "large" : "";
    document.cookie = `text_size=${value}; path=/; max-age=31536000; samesite=lax`;
  });
});

// A page that waits asks again; the address says when there is something to see, and until then
// perhaps a sentence about the queue.
each("[data-poll]", (element) => {
  const position = element.querySelector("[data-position]");
  let wait = 1500;
  const ask = async () => {
    try {
      const answer = await fetch(element.dataset.poll, { headers: { Accept: "application/json" } });
      const { done, sentence } = await answer.json();
      if (done) return location.reload();
      // Written only when it is another one, so that it is read out once.
      if (position && position.textContent !== sentence) position.textContent = sentence ?? "";
    } catch {
      // The network is away, or the server is: ask again later.
    }
    wait = Math.min(wait * 1.3, 10000);
    setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
});

each("[data-copy]", (button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(
      document.getElementById(button.dataset.copy).textContent.trim(),
    );
    button.querySelector("[data-copied]").hidden = false;
  });
});
each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
