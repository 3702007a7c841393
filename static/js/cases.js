// On the pages of a case: a text is passed on, and the card for the gate is ready without a network.
import { account, each, kept } from "./page.js";

// The phone's own sheet: messages, WeChat, whatever is installed there.
each("[data-share]", (button) => {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.share).textContent.trim();
    navigator.share({ title: button.dataset.title, text }).catch(() => {}); // closed without sharing
  });
});

// A page that will be wanted where there is no network: kept before anybody has opened it.
each("[data-keep]", (link) => {
  if (account === "none" || kept) return;
  navigator.serviceWorker?.ready.then((worker) => worker.active.postMessage({ keep: link.href }));
});
