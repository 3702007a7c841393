// Photographs are chosen, vectors are sent: the input for the files has no name, so no form sends them.
import * as faceVector from "./face-vector.js";

const form = document.querySelector("[data-on-device]");
const input = form.querySelector("[data-files]");
const told = form.querySelector("[data-told]");
const button = form.querySelector("button");
const texts = form.querySelector("[data-texts]").content;
let working = false;
let ready = false;

function tell(key, places = {}) {
  const text = texts.querySelector(`[data-key="${key}"]`).textContent;
  told.textContent = text.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  // Shown before the processor is taken: two frames, one may be skipped.
  return new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
}

function lacking(files) {
  if (!form.elements.ticket.value.trim()) return "ticket";
  if (files.length > Number(input.dataset.atMost)) return "many";
  return files.length ? "" : "missing";
}

async function computeAll(files) {
  await tell("loading");
  const model = await faceVector.load(form.dataset.onDevice);
  const vectors = [];
  for (const [i, file] of files.entries()) {
    await tell("computing", { n: i + 1, of: files.length });
    vectors.push(await faceVector.compute(model, file));
  }
  return vectors;
}

// As a file of always the same length, rows that are not used being zeros: no number is written out.
function attach(vectors) {
  const dimension = Number(form.dataset.dimension);
  const rows = new Float32Array(Number(input.dataset.atMost) * dimension);
  vectors.forEach((vector, row) => rows.set(vector, row * dimension));
  const carrier = new DataTransfer();
  carrier.items.add(new File([rows], "vectors", { type: "application/octet-stream" }));
  form.elements.vectors.files = carrier.files;
  rows.fill(0);
}

async function go(files) {
  working = true;
  button.setAttribute("aria-disabled", "true");
  try {
    attach(await computeAll(files));
    await tell("sending");
    ready = true;
    form.requestSubmit();
  } catch (error) {
    tell(error.problem || "failed");
    button.removeAttribute("aria-disabled");
  } finally {
    working = false;
  }
}

// Seen before app.js does, which marks a form as sent.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || ready) return;
    event.preventDefault();
    const files = Array.from(input.files);
    const lack = lacking(files);
    if (lack) {
      tell(lack);
      (lack === "ticket" ? form.elements.ticket : input).focus();
    } else if (!working) go(files);
  },
  true,
);

// Coming back to this page: its token has served, and nothing of the last time stays.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
window.addEventListener("pagehide", () => (form.elements.vectors.value = ""));

form.hidden = false;
document.querySelector("[data-without-script]").remove();
