// The service worker. config/web/pwa.py joins it with what it imports, for not every browser knows modules
// in a worker, and tells it, in PWA, what to have ready.
// Pages come from the network. A copy is kept only of what the server marks so (config/web/middleware.py),
// for the account that the server names, and goes with it. Nothing of a face is ever kept or held back.

import { outbox } from "./outbox.js";
import "./sw-push.js";
import { dropShared, takeShared } from "./sw-share.js";

const SHELL = `shell-${PWA.version}`;
const SLOW = 4000;
const AFTER_SENDING = 60 * 1000;
const MOST = 60;
// Twice locked: whatever the server says, nothing from here is kept.
const NEVER = /^\/(verify|verifications|accounts|admin|api|_allauth|me|share|app|demo)(\/|$)/;
let sent = 0; // when something was last sent: the page that follows must be a new one

const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// --- installing -----------------------------------------------------------------------------------
self.addEventListener("install", (event) => event.waitUntil(install()));
async function install() {
  const cache = await caches.open(SHELL);
  const files = [...PWA.shell, ...Object.values(PWA.offline)];
  const asked = { cache: "no-cache", credentials: "omit" };
  await cache.addAll(files.map((url) => new Request(url, asked)));
  await self.skipWaiting();
}

self.addEventListener("activate", (event) => event.waitUntil(activate()));
async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  }
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// --- answering ------------------------------------------------------------------------------------
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    sent = Date.now();
    if (url.pathname === PWA.share) event.respondWith(takeShared(event));
  } else if (request.mode === "navigate") {
    event.waitUntil(dropShared());
    event.respondWith(page(event));
  } else if (PWA.shell.includes(url.pathname)) {
    event.respondWith(file(request));
  }
});

const file = async (request) =>
  (await (await caches.open(SHELL)).match(request, { ignoreVary: true })) || fetch(request);

/** The page from the network; a kept copy when there is none, or when it takes very long. */
async function page(event) {
  const network = fromNetwork(event);
  network.catch(() => {}); // looked at below, perhaps after a copy was shown
  const copy = await kept(event.request);
  try {
    if (!copy || Date.now() - sent < AFTER_SENDING) return await network;
    return await Promise.race([network, later(SLOW).then(() => copy)]);
  } catch {
    return copy || offline();
  }
}

function fromNetwork(event) {
  let copy = null;
  const answer = (async () => {
    const found = (await event.preloadResponse) || (await fetch(event.request));
    if (mayKeep(found, event.request)) copy = found.clone();
    return found;
  })();
  event.waitUntil(answer.then((found) => note(event.request, found.headers, copy)).catch(() => {}));
  return answer;
}

const mayKeep = (answer, request) =>
  answer.ok &&
  answer.type === "basic" &&
  answer.headers.get("Saveface-Keep") === "yes" &&
  !NEVER.test(new URL(request.url).pathname);

// What came by another way than through here, as the page after a form does, is fetched once more to be kept.
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepLater(event.data.keep).catch(() => {}));
});
async function keepLater(address) {
  const request = new Request(address, { headers: { Accept: "text/html" } });
  if (NEVER.test(new URL(request.url).pathname)) return;
  const found = await fetch(request);
  await note(request, found.headers, mayKeep(found, request) ? found : null);
}

async function offline() {
  const { language } = await known();
  const url = PWA.offline[language] ?? PWA.offline[PWA.language];
  return (await caches.open(SHELL)).match(url, { ignoreVary: true });
}

// --- keeping --------------------------------------------------------------------------------------
const KNOWN = "/app/known"; // a name in a cache; no such address
async function known() {
  const found = await (await caches.open("known")).match(KNOWN);
  return found ? found.json() : { account: "none", language: PWA.language };
}

async function note(request, headers, copy) {
  const account = headers.get("Saveface-Account");
  if (!account) return;
  const before = await known();
  const language = headers.get("Content-Language") ?? before.language;
  if (before.account !== account) await wipe();
  if (before.account !== account || before.language !== language) {
    const state = new Response(JSON.stringify({ account, language }));
    await (await caches.open("known")).put(KNOWN, state);
  }
  if (copy && account !== "none") await keep(account, request.url, copy);
}

/** Everything that an account leaves, except what it wrote itself (drafts.js, outbox.js). */
async function wipe() {
  for (const name of await caches.keys()) {
    if (name.startsWith("pages-")) await caches.delete(name);
  }
}

/** The page with the time of its keeping written into it. */
async function keep(account, url, copy) {
  const text = (await copy.text()).replace("<html ", `<html data-kept="${Date.now()}" `);
  const headers = new Headers(copy.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const cache = await caches.open(`pages-${account}`);
  await cache.put(url, new Response(text, { headers }));
  const all = await cache.keys();
  for (const old of all.slice(0, -MOST)) await cache.delete(old);
}

async function kept(request) {
  const { account } = await known();
  if (account === "none") return undefined;
  return (await caches.open(`pages-${account}`)).match(request.url, { ignoreVary: true });
}

// --- sending what waited ----------------------------------------------------------------------------
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(outbox.flush());
});
