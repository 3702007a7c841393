// Advice while one places oneself before the camera: light, steadiness, distance. It never forbids.
const EVERY_MS = 250;
const SURE_AFTER = 3; // looks in a row that say the same
const WIDTH = 64;

// Luminance, 0 to 255, of the brightest and darkest parts; the mean would judge the colour of the skin.
// The limits are those of biometrics/engines/quality.py with some room.
const DARKEST_HIGHLIGHT = 75;
const BRIGHTEST_SHADOW = 175;
const BACKLIT = { highlight: 115, around: 190 };
const UNSTEADY = 14;
// The face's width as a share of the picture's shorter side.
const NEAR_ENOUGH = 0.26;
const TOO_NEAR = 0.62;

const canvas = document.createElement("canvas");
let before = null;

const percentile = (sorted, share) => sorted[Math.floor(sorted.length * share)];

// Luminance of a small copy of the picture: row by row.
function grey(video) {
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return Uint8Array.from(
    { length: data.length / 4 },
    (_, i) => 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2],
  );
}

function light(pixels, width) {
  const height = pixels.length / width;
  const inside = [];
  const around = [];
  pixels.forEach((level, i) => {
    const x = ((i % width) - width / 2) / (0.24 * height);
    const y = (Math.floor(i / width) - height / 2) / (0.32 * height);
    (x * x + y * y < 1 ? inside : around).push(level);
  });
  inside.sort((a, b) => a - b);
  around.sort((a, b) => a - b);
  const highlight = percentile(inside, 0.98);
  if (highlight < BACKLIT.highlight && percentile(around, 0.5) > BACKLIT.around) return "backlit";
  if (highlight < DARKEST_HIGHLIGHT) return "dark";
  return percentile(inside, 0.02) > BRIGHTEST_SHADOW ? "bright" : "";
}

// Few browsers find faces by themselves; where one does, it can say how far away they are.
let detector = window.FaceDetector
  ? new FaceDetector({ fastMode: true, maxDetectedFaces: 3 })
  : null;
async function distance(video) {
  try {
    const faces = await detector.detect(video);
    if (faces.length !== 1) return faces.length ? "several" : "nobody";
    const share = faces[0].boundingBox.width / Math.min(video.videoWidth, video.videoHeight);
    return share < NEAR_ENOUGH ? "far" : share > TOO_NEAR ? "near" : "";
  } catch {
    detector = null; // it is there by name alone
    return "";
  }
}

function steadiness(pixels) {
  const earlier = before?.length === pixels.length ? before : pixels;
  before = pixels;
  const changed = pixels.reduce((sum, level, i) => sum + Math.abs(level - earlier[i]), 0);
  return changed > UNSTEADY * pixels.length ? "moving" : "";
}

async function advice(video) {
  const pixels = grey(video);
  const moving = steadiness(pixels);
  return light(pixels, canvas.width) || (detector && (await distance(video))) || moving || "good";
}

// Call `tell(key)` whenever the advice has changed for good. Returns how to stop.
export function watch(video, tell) {
  let told = "";
  let latest = "";
  let times = 0;
  const timer = setInterval(async () => {
    if (!video.videoWidth) return;
    const key = await advice(video);
    times = key === latest ? times + 1 : 1;
    latest = key;
    if (times < SURE_AFTER || key === told || !before) return;
    told = key;
    tell(key);
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    canvas.width = canvas.height = 0;
    before = null;
  };
}
