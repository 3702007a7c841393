// What the scripts of a page share: whose page it is, of what moment, and small helpers.
const root = document.documentElement;

/** Whose page this is, as the server names accounts to browsers; "none" where nobody is signed in. */
export const account = root.dataset.account || "none";
/** When the service worker kept this copy of the page, in milliseconds; 0 when it is fresh. */
export const kept = Number(root.dataset.kept) || 0;

export const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

/** A moment in the reader's language: the hour, and the day unless it is today. */
export const when = (at) => {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const style = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(root.lang, style).format(moment);
};

/** A form that may wait (queue.js): never one that holds a file. */
export const mayWait = (form) =>
  "queue" in form.dataset &&
  ![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
