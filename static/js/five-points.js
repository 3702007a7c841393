// The corners of the eyes and the base of the nose, by the same regression trees as on the server
// (dlib's shape_predictor_5_face_landmarks, public domain; Kazemi and Sullivan, CVPR 2014). Pure:
// numbers in, numbers out. Points are [x, y] pairs in one flat array.
const STAGES = 15;
const TREES = 500;
const SPLITS = 15; // of a tree four deep
const LEAVES = 16;
const PIXELS = 800; // looked at in each stage
const COORDINATES = 10;

// The parts of the file that deploy/dlib_shapes.py writes, in order.
const LAYOUT = [
  ["start", Float32Array, COORDINATES],
  ["scales", Float32Array, STAGES],
  ["offsets", Float32Array, STAGES * PIXELS * 2],
  ["limits", Float32Array, STAGES * TREES * SPLITS],
  ["leaves", Int16Array, STAGES * TREES * LEAVES * COORDINATES],
  ["pairs", Uint16Array, STAGES * TREES * SPLITS * 2],
  ["anchors", Uint8Array, STAGES * PIXELS],
];

export function read(buffer) {
  const model = {};
  let at = 0;
  for (const [name, Kind, length] of LAYOUT) {
    model[name] = new Kind(buffer, at, length); // a short file throws here
    at += length * Kind.BYTES_PER_ELEMENT;
  }
  return model;
}

// The mean of all x (i = 0) or of all y (i = 1).
const middle = (points, i) =>
  (points[i] + points[i + 2] + points[i + 4] + points[i + 6] + points[i + 8]) / 5;

// The similarity that carries the points `from` nearest to `to`: (x, y) → (ax − by + c, bx + ay + d).
export function similarity(from, to) {
  const [fx, fy, tx, ty] = [middle(from, 0), middle(from, 1), middle(to, 0), middle(to, 1)];
  let along = 0;
  let across = 0;
  let size = 0;
  for (let i = 0; i < from.length; i += 2) {
    const [x, y, u, v] = [from[i] - fx, from[i + 1] - fy, to[i] - tx, to[i + 1] - ty];
    along += x * u + y * v;
    across += x * v - y * u;
    size += x * x + y * y;
  }
  const [a, b] = [along / size, across / size];
  return { a, b, c: tx - a * fx + b * fy, d: ty - b * fx - a * fy };
}

// The luminance at each of a stage's pixels, which move along with the points; 0 outside.
function look(model, stage, points, grey, box) {
  const { a, b } = similarity(model.start, points);
  const seen = new Float32Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    const at = stage * PIXELS + i;
    const anchor = 2 * model.anchors[at];
    const [dx, dy] = [model.offsets[2 * at], model.offsets[2 * at + 1]];
    const x = Math.floor(box.x + (points[anchor] + a * dx - b * dy) * (box.size - 1) + 0.5);
    const y = Math.floor(box.y + (points[anchor + 1] + b * dx + a * dy) * (box.size - 1) + 0.5);
    const inside = x >= 0 && y >= 0 && x < grey.width && y < grey.height;
    seen[i] = inside ? grey.data[y * grey.width + x] : 0;
  }
  return seen;
}

function leafOf(model, tree, seen) {
  let at = 0;
  while (at < SPLITS) {
    const split = tree * SPLITS + at;
    const difference = seen[model.pairs[2 * split]] - seen[model.pairs[2 * split + 1]];
    at = 2 * at + (difference > model.limits[split] ? 1 : 2);
  }
  return (tree * LEAVES + at - SPLITS) * COORDINATES;
}

// The five points in the picture `grey` ({data, width, height}), given a square box around the face.
function within(model, grey, box) {
  const points = Float64Array.from(model.start);
  for (let stage = 0; stage < STAGES; stage++) {
    const seen = look(model, stage, points, grey, box);
    for (let tree = stage * TREES; tree < (stage + 1) * TREES; tree++) {
      const leaf = leafOf(model, tree, seen);
      for (let i = 0; i < COORDINATES; i++)
        points[i] += model.scales[stage] * model.leaves[leaf + i];
    }
  }
  return points.map((value, i) => (i % 2 ? box.y : box.x) + value * (box.size - 1));
}

// The box that dlib's detector would have drawn around these points.
export function boxAround(model, points) {
  const { a, b } = similarity(model.start, points);
  const size = Math.hypot(a, b);
  const corner = (i) => middle(points, i) - size * middle(model.start, i);
  return { x: corner(0), y: corner(1), size };
}

// A first look from another detector's box, a second from where the first one says the face is.
export function locate(model, grey, box) {
  return within(model, grey, boxAround(model, within(model, grey, box)));
}
