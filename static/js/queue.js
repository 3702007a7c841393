// A form that may wait for a network (data-queue): written down first, then sent, once.
import * as drafts from "./drafts.js";
import { outbox } from "./outbox.js";
import { account, each, kept, mayWait, when } from "./page.js";

const shelf = document.querySelector("[data-outbox]");
const words = shelf?.dataset;
let owner = account;
const mine = (one) => one.account === owner;

// The offline page is nobody's; whose phone it is, the worker knows from the last page of the server.
const findOwner = async () => {
  if (!document.querySelector("[data-offline-page]")) return;
  const known = await caches.match("/app/known", { cacheName: "known" });
  if (known) owner = (await known.json()).account;
};

const PRIVATE = ["once", "whose", "csrfmiddlewaretoken"];
const entry = (form, button) => {
  const fields = [...new FormData(form)];
  if (button?.name) fields.push([button.name, button.value]);
  const action = new URL(form.action);
  return {
    id: form.elements.namedItem("once").value,
    account,
    path: action.pathname + action.search,
    from: drafts.here,
    place: drafts.placeOf(form),
    title: button?.dataset.queue || form.dataset.queue,
    fields: fields.filter(([name, value]) => typeof value === "string" && !PRIVATE.includes(name)),
    at: Date.now(),
    state: "waiting",
  };
};

/** As the browser would have sent it, for what only the server's page can explain. */
const plainly = (form, button) => {
  if (button?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: button.name, value: button.value });
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
};

async function sendOrWait(form, button) {
  const one = entry(form, button);
  await outbox.put(one);
  drafts.drop(form);
  const token = kept ? null : form.elements.namedItem("csrfmiddlewaretoken").value;
  const known = token ? { account, token } : undefined;
  if (navigator.onLine) await outbox.flush(known).catch(() => {});
  const now = await outbox.get(one.id);
  if (now.state === "sent" || now.state === "refused") await outbox.remove(one.id);
  if (now.state === "sent") return location.assign(now.location);
  if (now.state === "refused") {
    if (now.location) return location.assign(now.location); // the reason is told there
    drafts.put(one.place, one.fields, one.id); // until the page that follows has taken it
    return plainly(form, button);
  }
  form.hidden = true;
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register("outbox").catch(() => {});
  await render();
  shelf.focus();
}

function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || !mayWait(form) || account === "none") return;
  event.preventDefault();
  if (form.dataset.waiting) return; // a second touch
  form.dataset.waiting = "1";
  const button = event.submitter;
  button?.setAttribute("aria-disabled", "true");
  // No store in this browser: sent as ever.
  sendOrWait(form, button).catch(() => plainly(form, button));
}

function shownAgain(event) {
  if (!event.persisted) return;
  each("form[data-waiting]", (form) => delete form.dataset.waiting);
}

// --- the list -----------------------------------------------------------------------------------
async function render() {
  const found = await outbox.all();
  const shown = owner === "none" ? found : found.filter(mine);
  shelf.querySelector("ul").replaceChildren(...shown.map(row));
  shelf.hidden = !shown.length;
  const warning = document.querySelector("[data-outbox-warning]");
  if (warning) warning.hidden = !shown.some(({ state }) => state !== "sent");
}

function row(one) {
  const item = shelf.querySelector("template").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-${name}]`);
  // Signed out, the page does not say what somebody wrote.
  const known = mine(one);
  const state = known ? one.state : "signin";
  part("title").textContent = known ? one.title : words.something;
  part("at").textContent = when(one.arrived ?? one.at);
  part("state").textContent = [words[state], ...(known ? (one.refused ?? []) : [])].join(" ");
  const link = part("open");
  link.hidden = state === "waiting";
  link.textContent = words[`${state}Open`] ?? "";
  link.href = { sent: one.location, signin: words.login }[state] ?? one.from;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await leave(one, state);
    location.assign(link.href);
  });
  const button = part("cancel");
  button.textContent = state === "sent" ? words.fine : words.cancel;
  button.hidden = !known;
  button.addEventListener("click", () => cancel(one));
  return item;
}

const toDraft = ({ place, from, fields }) => drafts.put(place ?? from, fields, null, from);

/** What was not sent goes back to being a draft of its page. */
async function leave(one, state) {
  if (state === "refused" || state === "old") toDraft(one);
  if (state !== "signin") await outbox.remove(one.id);
}
async function cancel({ id, state, from }) {
  if (state === "sent") await outbox.remove(id);
  else {
    const one = await outbox.takeBack(id);
    if (one) toDraft(one);
    if (one && from === drafts.here) return location.reload();
  }
  await render(); // what went off while the button was pressed is shown as arrived
}

const flush = () => navigator.onLine && outbox.flush().catch(() => {});

function begin() {
  addEventListener("submit", submitted, true);
  addEventListener("pageshow", shownAgain);
  if (kept) {
    // Every opening of a kept page is another sending: its key was used before, perhaps.
    each("form[data-queue]", (form) => {
      form.elements.namedItem("once").value = crypto.randomUUID();
    });
  }
  outbox.said?.addEventListener("message", () => render());
  addEventListener("online", async () => {
    await flush();
    await render();
  });
  findOwner()
    .then(render)
    .then(flush)
    .then(render)
    .catch(() => {}); // no store in this browser
}

if (shelf && self.indexedDB) begin();
