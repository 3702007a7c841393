// What is typed stays on this device until it is sent: text and choices, never a file, a code or what
// is hidden; each account's own, and gone at sign-out.
import { account, when } from "./page.js";

const KEPT = 30 * 24 * 3600 * 1000;
const NEVER = ["hidden", "file", "password", "submit", "button", "reset", "image"];
export const here = `${location.pathname}${location.search}`;
const nameOf = (place) => `draft:${account}:${place}`;

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};
const write = (name, draft) => {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // A full or forbidden store: as without drafts.
  }
};
const stored = () => Object.keys(localStorage).filter((name) => name.startsWith("draft:"));

const typable = (form) =>
  [...form.elements].filter(
    (field) => field.name && !NEVER.includes(field.type) && field.autocomplete !== "one-time-code",
  );
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
const typed = (form) =>
  typable(form)
    .filter((field) => !isChoice(field) || field.checked)
    .map((field) => [field.name, field.value]);

function fill(form, { fields, from }) {
  // What this address asks for counts, unless the draft was written here.
  const asked = new URLSearchParams(from === here ? "" : location.search);
  for (const field of typable(form)) {
    if (asked.has(field.name)) continue;
    const found = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isChoice(field)) field.checked = found.includes(field.value);
    else if (found.length) field.value = found[0];
    const given = isChoice(field)
      ? field.checked && !field.defaultChecked
      : field.value && field.value !== field.defaultValue;
    if (given && field.closest("details")) field.closest("details").open = true;
  }
}

const keyOf = (form) => form.elements.namedItem("once");
export const placeOf = (form) => form.dataset.draft || here; // the second form of a page, and one of several addresses, name their place
export const put = (place, fields, key, from = here) =>
  write(nameOf(place), { at: Date.now(), fields, key, from });
export const drop = (form) => localStorage.removeItem(nameOf(placeOf(form)));
/** Removes the drafts of the accounts for which `which` is true. */
export const clear = (which) =>
  stored()
    .filter((name) => which(name.split(":")[1]))
    .forEach((name) => localStorage.removeItem(name));

function watch(form) {
  const clean = JSON.stringify(typed(form));
  const save = (key) => {
    const now = typed(form);
    if (JSON.stringify(now) === clean && !key) drop(form);
    else put(placeOf(form), now, key);
  };
  const found = read(nameOf(placeOf(form)));
  if (
    found &&
    JSON.stringify(found.fields) !== clean &&
    !form.querySelector("[data-error-summary]")
  ) {
    fill(form, found);
    // Sent before, perhaps in vain: under the same key it is acted on once.
    if (found.key && keyOf(form)) keyOf(form).value = found.key;
    tell(form, found.at);
  }
  form.addEventListener("input", () => save());
  form.addEventListener("submit", () => save(keyOf(form)?.value));
}

function tell(form, at) {
  const words = document.querySelector("template[data-restored]");
  if (!words) return;
  const note = words.content.firstElementChild.cloneNode(true);
  const text = note.querySelector("p");
  text.textContent = text.textContent.replace("{time}", when(at));
  note.querySelector("button").addEventListener("click", () => {
    drop(form);
    form.reset();
    note.remove();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  form.prepend(note);
}

// A cookie says which form the server has acted on: only then is its text forgotten.
function forgetSent() {
  const sent = document.cookie.match(/(?:^|; )sent=([0-9a-f-]+)/)?.[1];
  if (!sent) return;
  document.cookie = "sent=; path=/; max-age=0; samesite=lax";
  stored()
    .filter((name) => read(name)?.key === sent)
    .forEach((name) => localStorage.removeItem(name));
}

try {
  forgetSent();
  stored()
    .filter((name) => !(Date.now() - read(name)?.at < KEPT))
    .forEach((name) => localStorage.removeItem(name));
  if (account !== "none") document.querySelectorAll("form[data-draft]").forEach(watch);
} catch {
  // No local storage in this browser: nothing is kept.
}
