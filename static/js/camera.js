// The camera as a device: opened, shown, small pictures taken, closed. Nothing is kept.
// What went wrong: the key of a text in the page, or the server's sentence.
export class Trouble extends Error {
  constructor(key, sentence = "") {
    super(key);
    this.key = key;
    this.sentence = sentence;
  }
}

const WANTED = {
  audio: false,
  video: {
    facingMode: "user",
    width: { ideal: 640 },
    height: { ideal: 480 },
    frameRate: { ideal: 30 },
  },
};
const LONGER_SIDE = 640;
const QUALITY = 0.8;
const FIRST_PICTURE_MS = 8000;
const REASONS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none" };

const canvas = document.createElement("canvas");
let video = null;
let stream = null;
let awake = null;
let opened = 0; // how often it was opened or closed: what began before does not go on

// Throws where no camera can be asked for.
export function check() {
  if (!window.isSecureContext) throw new Trouble("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !window.HTMLDialogElement) throw new Trouble("old");
}

// Show the camera in `element` once it gives pictures; `lost`: it is taken away.
// Closed meanwhile, it leaves nothing on.
export async function open(element, lost) {
  const mine = ++opened;
  const given = await navigator.mediaDevices.getUserMedia(WANTED).catch((error) => {
    throw new Trouble(REASONS[error.name] || "busy");
  });
  if (mine !== opened) return end(given);
  stream = given;
  stream.getVideoTracks()[0].addEventListener("ended", lost);
  video = element;
  video.srcObject = stream;
  video.play().catch(() => {}); // `firstPicture` says so
  await firstPicture(element);
  element.className = element.videoWidth > element.videoHeight ? "lying" : "";
  const lock = await navigator.wakeLock?.request("screen").catch(() => null);
  if (mine === opened) awake = lock;
  else lock?.release();
}

const end = (given) => given.getTracks().forEach((track) => track.stop());

const firstPicture = (element) =>
  new Promise((seen, fail) => {
    element.addEventListener("loadeddata", seen, { once: true });
    setTimeout(() => fail(new Trouble("busy")), FIRST_PICTURE_MS);
  });

// One picture as the sensor sees it, not mirrored, as JPEG.
export function snap() {
  const scale = Math.min(1, LONGER_SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Trouble("busy"))), "image/jpeg", QUALITY);
  });
}

export function close() {
  opened++;
  if (stream) end(stream);
  if (video) video.srcObject = null;
  awake?.release();
  canvas.width = canvas.height = 0; // no picture is left in it
  stream = awake = video = null;
}
