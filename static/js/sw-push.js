// Push messages in the service worker: shown as they come, in the words that the server chose.

self.addEventListener("push", (event) => {
  const told = event.data?.json();
  if (!told) return;
  const { title, body, lang, tag, url } = told;
  const look = { body, lang, tag, icon: PWA.icon, data: { url } };
  event.waitUntil(self.registration.showNotification(title, look));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/"));
});
async function open(path) {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) return;
  for (const page of await self.clients.matchAll({ type: "window" })) {
    if (page.url === url.href) return page.focus();
  }
  await self.clients.openWindow(url.href);
}

// The browser has changed its keys: the server is told the new ones.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
async function renew(event) {
  const fresh =
    event.newSubscription ??
    (await self.registration.pushManager.subscribe(event.oldSubscription.options));
  const { token } = await (await fetch("/app/state")).json();
  await fetch(PWA.push, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(fresh),
  });
}
