// A picture shared from the phone's own menu, in the service worker: held in a cache until the form
// takes it (share.js), ten minutes at most.

const SHARED = "shared";
const SHARED_FOR = 10 * 60 * 1000;

export async function takeShared(event) {
  try {
    const photo = (await event.request.formData()).get("photo");
    if (photo instanceof File && photo.type.startsWith("image/")) {
      const headers = { "Content-Type": photo.type, "X-At": String(Date.now()) };
      await (await caches.open(SHARED)).put("/shared", new Response(photo, { headers }));
    }
  } catch {
    // What cannot be read is chosen once more, in the form.
  }
  return Response.redirect(PWA.report, 303);
}

export async function dropShared() {
  const found = await caches.match("/shared", { cacheName: SHARED });
  if (found && Date.now() - Number(found.headers.get("X-At")) > SHARED_FOR)
    await caches.delete(SHARED);
}
