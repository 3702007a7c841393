// From a photograph to the vector that stands for the face in it, in this browser alone: detector and
// encoder of the library, and the five points of five-points.js, so that the face is cut out as the server
// does it.
import * as faceLibrary from "./face-library.js";
import * as fivePoints from "./five-points.js";

const LONGER_SIDE = 1024; // smaller loses accuracy, larger wins none
// The detector sees the picture at these sides, one after the other until it finds anybody.
const SIDES = [416, 256, 608];
const SURE = 0.5;
const CHIP = 150; // pixels of the picture that the encoder takes
// As on the server: biometrics/engines/quality.py.
const LEAST_WIDTH = 80;
const GREATEST_TURN = 0.22;
// Where dlib's detector would draw its box, measured from this one's: down, and its size, in widths.
const BOX = { down: -0.05, size: 0.82 };
// The five points in a cut-out face with a border of a quarter (dlib, get_face_chip_details).
const PLACES = [
  0.8595674595992, 0.2134981538014, 0.6460604764104, 0.2289674387677, 0.1205750620789,
  0.2137274526848, 0.3340850613712, 0.2290642403242, 0.4901123135679, 0.6277975316475,
].map((place) => ((0.25 + place) / 1.5) * CHIP);

export async function load(folder) {
  const library = await faceLibrary.open(folder);
  const [points] = await Promise.all([
    fetchPoints(`${folder}five-points.bin`),
    library.nets.faceRecognitionNet.loadFromUri(folder),
  ]);
  return { library, points };
}

async function fetchPoints(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return fivePoints.read(await answer.arrayBuffer());
}

// `problem` is what the person can change, as the key of a text in the page.
const unusable = (problem) => Object.assign(new Error(problem), { problem });

async function read(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw unusable("unreadable");
  });
  const scale = Math.min(1, LONGER_SIDE / Math.max(picture.width, picture.height));
  const canvas = blank(Math.round(picture.width * scale), Math.round(picture.height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return { canvas, pen, scale };
}

function blank(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

function grey(pen) {
  const { width, height } = pen.canvas;
  const colours = pen.getImageData(0, 0, width, height).data;
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    data[i] = (colours[4 * i] + colours[4 * i + 1] + colours[4 * i + 2]) / 3;
  }
  return { data, width, height };
}

async function detect(library, canvas) {
  for (const side of SIDES) {
    const found = await faceLibrary.detect(library, canvas, side, SURE);
    if (found.length) return found;
  }
  return [];
}

async function onlyFace({ library }, canvas) {
  const found = await detect(library, canvas);
  if (found.length !== 1) throw unusable(found.length ? "several" : "none");
  const { x, y, width, height } = found[0];
  const size = BOX.size * width;
  return { x: x + (width - size) / 2, y: y + (height - size) / 2 + BOX.down * width, size };
}

// The place of the nose along the line between the outer corners of the eyes; 0 is frontal.
function turn([rightX, rightY, , , leftX, leftY, , , noseX, noseY]) {
  const [x, y] = [rightX - leftX, rightY - leftY];
  return ((noseX - leftX) * x + (noseY - leftY) * y) / (x * x + y * y) - 0.5;
}

// The face alone, upright, its five points in their places.
function cutOut(canvas, points) {
  const { a, b, c, d } = fivePoints.similarity(PLACES, points); // and back again, as dlib does
  const n = a * a + b * b;
  const chip = blank(CHIP, CHIP);
  const pen = chip.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.setTransform(a / n, -b / n, b / n, a / n, -(a * c + b * d) / n, (b * c - a * d) / n);
  pen.drawImage(canvas, 0, 0);
  return chip;
}

// 128 numbers from a file; throws an error with a `problem` for a photograph that cannot be used.
export async function compute(model, file) {
  const { canvas, pen, scale } = await read(file);
  try {
    const points = fivePoints.locate(model.points, grey(pen), await onlyFace(model, canvas));
    const width = fivePoints.boxAround(model.points, points).size / scale;
    if (width < LEAST_WIDTH) throw unusable("small");
    if (Math.abs(turn(points)) > GREATEST_TURN) throw unusable("turned");
    const chip = cutOut(canvas, points);
    const vector = await model.library.nets.faceRecognitionNet.computeFaceDescriptor(chip);
    chip.width = chip.height = 0;
    return Array.from(vector);
  } finally {
    canvas.width = canvas.height = 0;
  }
}
