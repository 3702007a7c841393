// Faces in a photograph of a sign are made unrecognisable before it leaves the phone, where the model is
// installed. The server looks again: what is missed here is blurred there.
import * as faceLibrary from "./face-library.js";

// A near face is found in a small view, one that passes by in a large one. Too many boxes do no harm.
const SIDES = [416, 928];
const SURE = 0.3;
// As on the server (biometrics/images/blurring.py): hair and ears belong to it, six tiles are nobody.
const AROUND = 0.5;
const TILES = 6;
const PATIENCE = 20000; // milliseconds; then the server does it alone
let opened = null;

async function coverFaces(canvas, folder) {
  opened = opened || faceLibrary.open(folder);
  const library = await opened;
  const boxes = [];
  for (const side of SIDES) boxes.push(...(await faceLibrary.detect(library, canvas, side, SURE)));
  const faces = apart(boxes);
  boxes.forEach((box) => cover(canvas, box));
  return faces.length;
}

// One box for each face: those whose middle lies in another are left out.
function apart(boxes) {
  const within = (box, other) =>
    Math.abs(box.x + box.width / 2 - other.x - other.width / 2) < other.width / 2 &&
    Math.abs(box.y + box.height / 2 - other.y - other.height / 2) < other.height / 2;
  return boxes.filter((box, i) => !boxes.slice(0, i).some((other) => within(box, other)));
}

function cover(canvas, { x, y, width, height }) {
  const left = Math.max(0, Math.floor(x - AROUND * width));
  const top = Math.max(0, Math.floor(y - AROUND * height));
  const wide = Math.min(canvas.width, Math.ceil(x + (1 + AROUND) * width)) - left;
  const high = Math.min(canvas.height, Math.ceil(y + (1 + AROUND) * height)) - top;
  if (wide < 1 || high < 1) return;
  const tiles = document.createElement("canvas");
  tiles.width = tiles.height = TILES;
  tiles.getContext("2d").drawImage(canvas, left, top, wide, high, 0, 0, TILES, TILES);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.drawImage(tiles, 0, 0, TILES, TILES, left, top, wide, high);
  pen.imageSmoothingEnabled = true;
}

// How many faces were hidden in a canvas; none when it cannot be done here, or not soon enough.
export async function hide(canvas, folder) {
  const late = new Promise((done) => setTimeout(done, PATIENCE, 0));
  return Promise.race([coverFaces(canvas, folder).catch(() => 0), late]);
}
