// The way before the camera: explained, placed, movements, sent.
// The pictures lie in this page's memory alone, until they are sent, refused or too late.
import * as camera from "./camera.js";
import * as hints from "./hints.js";

const { Trouble } = camera;
const root = document.querySelector("[data-live]");

// The pace: how many pictures are taken in how many milliseconds.
const PACE = { straight: [4, 1600], move: [4, 2200], back: [3, 1300] };
const SLOWLY = 1.8;
const COUNT_FROM = 3;

const part = (name) => root.querySelector(`[data-${name}]`);
const all = (name, act) => root.querySelectorAll(`[data-${name}]`).forEach(act);
const text = (key) => part("texts").content.querySelector(`[data-key="${key}"]`).textContent;
const dialog = part("camera");
const headers = {
  Accept: "application/json",
  "X-CSRFToken": root.querySelector("[name=csrfmiddlewaretoken]").value,
};

let stop = () => {}; // ends the way that is being gone, for a reason
let unwatch = () => {};
let kept = null; // what did not arrive and may be sent once more
let sound = null;

// What is shown

function show(step) {
  all("step", (section) => (section.hidden = section.dataset.step !== step));
  root.querySelector(`[data-step=${step}] h2`).focus();
}

function phase(name) {
  dialog.dataset.phase = name;
  all("during", (element) => (element.hidden = !element.dataset.during.split(" ").includes(name)));
}

function prompt(gesture, key = gesture) {
  dialog.dataset.gesture = gesture;
  part("say").textContent = text(key);
  if (!sound) return;
  const tone = sound.createOscillator();
  tone.frequency.value = gesture === "straight" ? 440 : 660;
  tone.connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.12);
  navigator.vibrate?.(60);
}

function hint(key) {
  part("hint").textContent = text(key);
  dialog.dataset.tone = key === "good" ? "good" : "wait";
}

function dots(count, done) {
  const dot = (_, i) =>
    Object.assign(document.createElement("li"), { className: i < done ? "done" : "" });
  part("dots").replaceChildren(...Array.from({ length: count }, dot));
}

// Before the camera

// Resolves with the challenge and its pictures; `alive` throws once the way was left.
async function perform(alive) {
  const pace = part("slowly").checked ? SLOWLY : 1;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms * pace)).then(alive);
  if (part("sound").checked && window.AudioContext) sound = new AudioContext();
  camera.check();
  phase("asking");
  dialog.showModal();
  await camera.open(part("video"), () => stop("busy"));
  alive();
  await place();
  const challenge = alive(await draw());
  await count(wait);
  return { challenge, frames: await burst(challenge, wait) };
}

async function place() {
  phase("framing");
  hint("wait");
  unwatch = hints.watch(part("video"), hint);
  part("begin").focus();
  await new Promise((touched) => part("begin").addEventListener("click", touched, { once: true }));
  unwatch();
}

async function draw() {
  const answer = await fetch(root.dataset.challenge, { method: "POST", headers }).catch(() => {
    throw new Trouble("offline");
  });
  const body = await answer.json().catch(() => ({}));
  if (answer.status !== 201) throw new Trouble("server", body.detail);
  return { ...body, until: performance.now() + body.seconds * 1000 };
}

async function count(wait) {
  phase("counting");
  dialog.focus(); // not on a button: a second touch of the same key must not stop it
  prompt("straight", "ready");
  for (let number = COUNT_FROM; number; number--) {
    part("count").textContent = number;
    await wait(1000);
  }
}

async function burst({ gestures, frames_at_most: most }, wait) {
  const frames = [];
  const take = async ([pictures, ms]) => {
    for (let i = 0; i < pictures; i++) {
      await wait(ms / pictures);
      frames.push(camera.snap());
    }
  };
  phase("moving");
  dots(gestures.length, 0);
  prompt("straight");
  await take(PACE.straight);
  for (const [done, gesture] of gestures.entries()) {
    prompt(gesture);
    await take(PACE.move);
    dots(gestures.length, done + 1);
    prompt("straight", "back");
    await take(PACE.back);
  }
  return (await Promise.all(frames)).slice(0, most);
}

// Sending

// The address of what comes next.
function send({ challenge, frames }) {
  const form = new FormData();
  form.append("challenge", challenge.id);
  frames.forEach((frame, i) => form.append("frames", frame, `${i}.jpg`));
  const request = new XMLHttpRequest(); // fetch cannot say how far an upload is
  const arrived = (whole) => {
    part("cancel").hidden = whole; // once it is there it is too late to cancel
    part("sending").textContent = text(whole ? "arrived" : "sending");
  };
  arrived(false);
  part("progress").value = 0;
  part("cancel").onclick = () => request.abort();
  request.upload.onprogress = (event) => (part("progress").value = event.loaded / event.total);
  request.upload.onload = () => arrived(true);
  request.open("POST", root.dataset.upload);
  request.responseType = "json";
  Object.entries(headers).forEach((header) => request.setRequestHeader(...header));
  return new Promise((done, fail) => {
    request.onabort = () => fail(new Trouble("cancelled"));
    request.onerror = () => fail(new Trouble("network"));
    request.onload = () => {
      if (request.status === 201) done(request.response.next);
      else fail(new Trouble("server", request.response?.detail));
    };
    request.send(form);
  });
}

// Send; what did not arrive may be sent once more while its challenge holds.
async function deliver(burst, again) {
  forget();
  show("sending");
  try {
    window.location.replace(await send(burst));
  } catch (trouble) {
    const left = burst.challenge.until - performance.now();
    if (trouble.key !== "network") throw trouble;
    if (again || left < 1000) throw new Trouble("lost");
    kept = { burst, late: setTimeout(() => fail(new Trouble("late")), left) };
    throw trouble;
  }
}

function forget() {
  clearTimeout(kept?.late);
  kept = null;
}

// The way

// From the camera to the upload. `stop` ends it at any step, for a reason that has a text.
async function go() {
  let left = false;
  const alive = (value) => {
    if (left) throw new Trouble("stopped");
    return value;
  };
  const stopped = new Promise((_, end) => (stop = (key) => end(new Trouble(key))));
  forget();
  try {
    const burst = await Promise.race([perform(alive), stopped]);
    leave();
    await deliver(burst, false);
  } catch (trouble) {
    left = true;
    leave();
    fail(trouble);
  }
}

function leave() {
  stop = () => {};
  unwatch();
  camera.close();
  if (dialog.open) dialog.close();
  sound?.close();
  sound = null;
}

function fail(trouble) {
  if (trouble.key === "stopped") return; // back where one was
  if (trouble.key !== "network") forget();
  part("problem").textContent = trouble.sentence || text(trouble.key || "server");
  part("resend").hidden = !kept;
  show("problem");
}

all("go", (button) => button.addEventListener("click", go));
part("resend").addEventListener("click", () => deliver(kept.burst, true).catch(fail));
part("stop").addEventListener("click", () => stop("stopped"));
dialog.addEventListener("close", () => stop("stopped"));
document.addEventListener("visibilitychange", () => document.hidden && stop("hidden"));
window.addEventListener("pagehide", () => {
  stop("stopped");
  forget();
  camera.close();
});

root.hidden = false;
document.querySelector("[data-without-script]")?.remove();
