// A picture of a sign, shared from the phone: out of the service worker's cache, into the form.
const KEPT_FOR = 10 * 60 * 1000;

async function take() {
  const input = document.querySelector("form input[type=file][name=photo]");
  const found = await (await caches.open("shared")).match("/shared");
  await caches.delete("shared"); // others may be in the picture: it is in the form now, or nowhere
  if (!input || !found || Date.now() - Number(found.headers.get("X-At")) > KEPT_FOR) return;
  const type = found.headers.get("Content-Type");
  const held = new DataTransfer();
  held.items.add(new File([await found.blob()], "sign", { type }));
  input.files = held.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

if ("caches" in self) take();
