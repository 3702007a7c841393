// Installs the service worker, and says honestly what a page without a network is.
import * as drafts from "./drafts.js";
import { outbox } from "./outbox.js";
import { account, each, kept, mayWait, when } from "./page.js";

// A page that is left before the worker is there has done nothing wrong.
navigator.serviceWorker?.register("/sw.js").catch(() => {});

// --- the band: offline, or a kept copy because the network did not answer -----------------------
const band = document.querySelector("[data-band]");

const say = (...lines) => {
  if (!band) return;
  const text = lines.filter(Boolean).join(" ");
  band.querySelector("[data-words]").textContent = text;
  band.querySelector("[data-reload]").hidden = !kept || !navigator.onLine;
  band.hidden = !text;
};
const show = (event) => {
  const { offline, slow, again, asOf } = band?.dataset ?? {};
  const connected = kept && (event ? again : slow);
  say(navigator.onLine ? connected : offline, kept && asOf?.replace("{time}", when(kept)));
};
addEventListener("online", show);
addEventListener("offline", show);
show();
if (kept) each(".messages", (list) => list.remove()); // they were about another moment
each("[data-reload]", (button) => button.addEventListener("click", () => location.reload()));

// Without a network a form would end on the browser's own error page, and its text with it.
addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (navigator.onLine || form.getAttribute("method") !== "post" || mayWait(form)) return;
    event.preventDefault();
    say(band?.dataset.needs);
    band?.scrollIntoView({ block: "center" });
  },
  true,
);

// --- whose things these are ----------------------------------------------------------------------
// Signed out: where the browser heeds the header Clear-Site-Data there is nothing left by now.
const forget = async () => {
  document.cookie = "signed_out=; path=/; max-age=0; samesite=lax";
  drafts.clear(() => true);
  await outbox.clear(() => true);
  for (const name of await caches.keys()) {
    if (!name.startsWith("shell-")) await caches.delete(name);
  }
  const worker = await navigator.serviceWorker.getRegistration();
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
};
const tidy = async () => {
  drafts.clear((owner) => owner !== account);
  await outbox.clear((one) => one.account !== account);
};
addEventListener("DOMContentLoaded", () => {
  if (document.cookie.includes("signed_out=yes")) forget().catch(() => {});
  else if (account !== "none") tidy().catch(() => {});
  each("[data-kept-pages]", (list) => listKept(list).catch(() => {}));
});

/** What can be read without a network, the newest first. */
async function listKept(list) {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
  for (const name of names) {
    const cache = await caches.open(name);
    for (const request of (await cache.keys()).reverse()) {
      const text = await (await cache.match(request, { ignoreVary: true })).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const names = [page.title.split(" · ")[0], page.querySelector("h1")?.textContent.trim()];
      const link = document.createElement("a");
      link.href = request.url;
      link.textContent = [...new Set(names.filter(Boolean))].join(" · ");
      list.append(document.createElement("li"));
      list.lastChild.append(link);
    }
  }
  list.closest("section").hidden = !list.children.length;
}
