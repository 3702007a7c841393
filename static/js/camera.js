// The camera as a device: opened, shown, small pictures taken of it, closed. Nothing is kept.
"use strict";

// What went wrong, as the key of a text in the page; or a sentence that the server gave.
class Trouble extends Error {
  constructor(key, sentence = "") {
    super(key);
    this.key = key;
    this.sentence = sentence;
  }
}

const Camera = (() => {
  const WANTED = {
    audio: false,
    video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } },
  };
  const LONGER_SIDE = 640;
  const QUALITY = 0.8;
  const FIRST_PICTURE_MS = 8000;
  const REASONS = {
    NotAllowedError: "denied",
    SecurityError: "denied",
    NotFoundError: "none",
    OverconstrainedError: "none",
  };

  const canvas = document.createElement("canvas");
  let video = null;
  let stream = null;
  let awake = null;

  // Why the camera cannot even be asked for, or "".
  function hindrance() {
    if (!window.isSecureContext) return "insecure";
    return navigator.mediaDevices?.getUserMedia && window.HTMLDialogElement ? "" : "old";
  }

  // Show the camera in `element` once it gives pictures; `lost` is called if it is taken away.
  async function open(element, lost) {
    const hindered = hindrance();
    if (hindered) throw new Trouble(hindered);
    close();
    video = element;
    try {
      const given = await navigator.mediaDevices.getUserMedia(WANTED);
      if (video !== element) return given.getTracks().forEach((track) => track.stop()); // closed meanwhile
      stream = given;
    } catch (error) {
      throw new Trouble(REASONS[error.name] || "busy");
    }
    stream.getVideoTracks()[0].addEventListener("ended", lost);
    video.srcObject = stream;
    video.play().catch(() => {}); // closed meanwhile: `firstPicture` says so
    await firstPicture(element);
    awake = await navigator.wakeLock?.request("screen").catch(() => null);
    if (!stream) close(); // closed while the lock was given
  }

  const firstPicture = (element) =>
    new Promise((seen, fail) => {
      const late = setTimeout(() => fail(new Trouble("busy")), FIRST_PICTURE_MS);
      const look = () => {
        clearTimeout(late);
        seen();
      };
      if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) look();
      else element.addEventListener("loadeddata", look, { once: true });
    });

  // One picture as the sensor sees it, not mirrored: a promise of a JPEG.
  function snap() {
    const scale = Math.min(1, LONGER_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise((done, fail) => {
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Trouble("busy"))), "image/jpeg", QUALITY);
    });
  }

  function close() {
    stream?.getTracks().forEach((track) => track.stop());
    awake?.release().catch(() => {});
    if (video) video.srcObject = null;
    canvas.width = canvas.height = 0; // no picture is left in it
    stream = awake = video = null;
  }

  return { hindrance, open, snap, close };
})();
