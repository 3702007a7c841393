// The switch for this device, on the person's own page. The list of devices works without it.
const box = document.querySelector("[data-push]");
const note = box?.querySelector("[data-note]");
const on = box?.querySelector("[data-on]");
let pushManager = null;

const fingerprint = async ({ endpoint }) => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** What the server knows of this device: its line in the list, or nothing. */
async function line() {
  const subscription = await pushManager.getSubscription();
  if (!subscription) return null;
  const found = box.querySelector(`[data-device="${await fingerprint(subscription)}"]`);
  if (!found) await subscription.unsubscribe(); // switched off from elsewhere
  return found;
}

async function switchOn() {
  if ((await Notification.requestPermission()) !== "granted") return show();
  const options = { userVisibleOnly: true, applicationServerKey: box.dataset.key };
  const subscription = await pushManager.subscribe(options);
  const { token } = await (await fetch("/app/state")).json();
  const answer = await fetch(box.dataset.devices, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(subscription),
  });
  if (answer.ok) return location.reload();
  await subscription.unsubscribe();
  note.textContent = (await answer.json()).detail;
}

async function show() {
  const here = await line();
  const forbidden = Notification.permission === "denied";
  on.parentElement.hidden = Boolean(here) || forbidden;
  note.textContent = forbidden ? box.dataset.forbidden : "";
  if (!here) return;
  here.querySelector("[data-here]").hidden = false;
  here.querySelector("form").addEventListener("submit", async () => {
    await (await pushManager.getSubscription())?.unsubscribe();
  });
}

async function begin() {
  if (!("PushManager" in self) || !navigator.serviceWorker) {
    note.textContent = box.dataset.unable;
    return;
  }
  ({ pushManager } = await navigator.serviceWorker.ready);
  on.addEventListener("click", () =>
    switchOn().catch(() => {
      note.textContent = box.dataset.failed;
    }),
  );
  await show();
}

if (box) begin();
