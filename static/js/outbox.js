// What waits to be sent: in IndexedDB, read by pages and by the service worker alike. Text fields only.
// Nothing here is said to be sent before the server has answered so.
const TOO_OLD = 28 * 24 * 3600 * 1000; // the server knows the key of a form for 30 days
const PATIENCE = 20000;
const said = "BroadcastChannel" in self ? new BroadcastChannel("outbox") : null;

const finished = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

// Opened for each act and closed again: an open database would hold up the clearing at sign-out.
async function work(mode, act) {
  const opening = indexedDB.open("saveface", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "id" });
  const database = await finished(opening);
  try {
    return await finished(act(database.transaction("outbox", mode).objectStore("outbox")));
  } finally {
    database.close();
  }
}
/** Everything, in the order in which it was written. */
const all = async () =>
  (await work("readonly", (store) => store.getAll())).sort((one, other) => one.at - other.at);
const get = (id) => work("readonly", (store) => store.get(id));
const put = (one) => work("readwrite", (store) => store.put(one));
const remove = (id) => work("readwrite", (store) => store.delete(id));

/** Writes what has become of one; what was taken away meanwhile stays away. */
const note = (one) =>
  work("readwrite", (store) => {
    const looking = store.openCursor(one.id);
    looking.addEventListener("success", () => looking.result?.update(one));
    return looking;
  });

/** In one place at a time, over all pages and the worker. */
const alone = (act) => (navigator.locks ? navigator.locks.request("outbox", act) : act());

/** Removes what `which` says of each: true for what has to go. */
async function clear(which) {
  for (const one of await all()) {
    if (which(one)) await remove(one.id);
  }
  said?.postMessage("changed");
}

/** Who is signed in, and a fresh token; throws without a network. */
const ask = async () => {
  const answer = await fetch("/app/state", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
};

/** One form, sent; what has become of it. Throws where nothing is known: it waits on. */
async function send(one, token) {
  const body = new URLSearchParams([
    ...one.fields,
    ["once", one.id],
    ["csrfmiddlewaretoken", token],
  ]);
  const answer = await fetch(one.path, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout?.(PATIENCE),
  });
  if (answer.type === "opaqueredirect") return { ...one, state: "signin" };
  if (answer.status >= 500 || [409, 429].includes(answer.status)) throw new Error("later");
  const told = answer.ok ? await answer.json() : { refused: [] };
  if (told.refused) return { ...one, state: "refused", ...told };
  return { ...one, state: "sent", location: told.location, arrived: Date.now() };
}

async function next(one, here) {
  if (here.account === "none") return { ...one, state: "signin" };
  if (one.account !== here.account) return one;
  if (Date.now() - one.at > TOO_OLD) return { ...one, state: "old" };
  return send(one, here.token);
}

async function flushAlone(known) {
  const waiting = (await all()).filter(({ state }) => state === "waiting" || state === "signin");
  if (!waiting.length) return;
  const here = known ?? (await ask());
  try {
    for (const one of waiting) if (await get(one.id)) await note(await next(one, here));
  } finally {
    said?.postMessage("changed");
  }
}
/** Sends what waits, one after the other; `known` saves asking who is here. */
const flush = (known) => alone(() => flushAlone(known));

/** Takes one away once nobody is sending it, unless it has arrived; what was taken. */
const takeBack = (id) =>
  alone(async () => {
    const one = await get(id);
    if (one?.state === "sent") return undefined;
    await remove(id);
    return one;
  });

/** One object: a test that holds the sending back replaces `flush` for everybody. */
export const outbox = { all, get, put, remove, clear, flush, takeBack, said };
