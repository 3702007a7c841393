// Whose page this is. It is left as soon as somebody else, or nobody, is signed in: after signing out in
// another tab or elsewhere, when the session is over, and when the page comes back by the Back button.

(() => {
  const NOBODY = "none";
  const EVERY = 60 * 1000;
  const PATIENCE = 4000;
  const AGAIN = 5000;
  const root = document.documentElement;
  const said = "BroadcastChannel" in self ? new BroadcastChannel("account") : null;
  let account = root.dataset.account; // the desk's pages do not say: who was signed in when they came

  const hadWorker = Boolean(navigator.serviceWorker?.controller);

  /** Who is signed in now; without a network, whose the last page was; undefined where nobody can say. */
  async function now() {
    try {
      if (!navigator.onLine) throw new TypeError("no network");
      const signal = AbortSignal.timeout?.(PATIENCE);
      const headers = { Accept: "application/json" };
      const answer = await fetch("/app/state", { cache: "no-store", headers, signal });
      if (answer.ok) return (await answer.json()).account;
    } catch {
      // No network: the worker knows the last page that came from the server. A slow one is asked again.
      if (navigator.onLine) setTimeout(check, AGAIN);
    }
    const known = await self.caches
      ?.match("/app/known", { cacheName: "known" })
      .catch(() => undefined);
    if (known) return (await known.json()).account;
    return hadWorker ? NOBODY : undefined; // signing out forgot everything, the worker too
  }

  /** Nothing of the page is left to see, and the server says what there is for whoever is there now. */
  function leave() {
    root.hidden = true;
    document.body.replaceChildren();
    location.reload();
  }

  let asking = null;
  const check = () => (asking ??= look().finally(() => (asking = null)));
  async function look() {
    if (account === NOBODY) return;
    const present = await now();
    account ??= present;
    if (present !== undefined && present !== account) leave();
  }

  addEventListener("focus", check);
  addEventListener("online", check);
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && check(),
  );
  setInterval(() => document.visibilityState === "visible" && check(), EVERY);
  addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    root.hidden = true; // until it is known that it may be seen
    await check();
    root.hidden = false;
  });
  said?.addEventListener("message", ({ data }) => data !== account && check());

  // A kept copy and the offline page are of another moment: they tell the other tabs nothing.
  const fresh = account && !root.dataset.kept && !document.querySelector("[data-offline-page]");
  if (fresh) said?.postMessage(account);
  else check();

  // Each form says whose page it stood on: the server does nothing in somebody else's name.
  if (account && account !== NOBODY) {
    for (const form of document.querySelectorAll("form[method=post]")) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "whose", value: account });
      form.append(field);
    }
  }
})();
