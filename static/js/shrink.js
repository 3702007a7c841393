// Chosen photographs are made small before they are sent, and lose place and camera data on the way.
// What cannot be read here (HEIC in most browsers) is sent as it is: the server strips it too.
document.querySelectorAll("[data-photos]").forEach((box) => {
  const LONGER_SIDE = 1600; // as on the server, which reads no more: biometrics/images/pixels.py
  const QUALITY = 0.85;
  const SHOWN = 3;
  const THUMBNAIL = 176;

  const input = box.querySelector("input[type=file]");
  const shelf = box.querySelector(".previews");
  const told = box.querySelector("[data-shrunk]");
  let turn = 0;
  let working = null; // a promise while photographs are being made small

  function draw(picture, longest) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff"; // transparency falls on white, as on the server
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  // A small copy and a thumbnail; the file itself, and no thumbnail, where the browser cannot read it.
  async function shrink(file, name) {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const canvas = draw(picture, LONGER_SIDE);
      picture.close();
      const hidden = box.dataset.blur ? await hideFaces(canvas) : 0;
      const thumbnail = draw(canvas, THUMBNAIL);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      canvas.width = canvas.height = 0;
      return blob
        ? { file: new File([blob], name, { type: blob.type }), thumbnail, hidden }
        : { file };
    } catch {
      return { file };
    }
  }

  // How many; where it cannot be done here, the server does it.
  function hideFaces(canvas) {
    told.textContent = told.dataset.looking;
    const hide = (blur) => blur.hide(canvas, box.dataset.blur);
    return import("./blur.js").then(hide).catch(() => 0);
  }

  async function shrinkAll(chosen, mine) {
    const carrier = new DataTransfer();
    const thumbnails = [];
    let faces = 0;
    for (const [i, original] of chosen.entries()) {
      // one at a time: a phone has little memory
      if (mine !== turn) return null; // others were chosen meanwhile
      const { file, thumbnail, hidden = 0 } = await shrink(original, `${i + 1}.jpg`);
      carrier.items.add(file);
      faces += hidden;
      if (thumbnail) thumbnails.push(thumbnail);
    }
    return () => {
      input.files = carrier.files;
      shelf.replaceChildren(...thumbnails.slice(0, SHOWN));
      told.textContent = "";
      if (chosen.length && thumbnails.length === chosen.length)
        tell(chosen, Array.from(carrier.files));
      if (faces) told.textContent += ` ${told.dataset.blurred.replace("{faces}", faces)}`;
    };
  }

  function tell(chosen, made) {
    const megabytes = (files) => {
      const sum = files.reduce((bytes, file) => bytes + file.size, 0) / 1e6;
      const digits = { maximumFractionDigits: sum < 0.1 ? 2 : 1 };
      return sum.toLocaleString(document.documentElement.lang, digits);
    };
    const { shrunk } = told.dataset;
    told.textContent = shrunk
      .replace("{before}", megabytes(chosen))
      .replace("{after}", megabytes(made));
  }

  async function choose() {
    const mine = ++turn;
    shelf.replaceChildren();
    told.textContent = "";
    const finish = await shrinkAll(Array.from(input.files), mine).catch(() => () => {});
    if (!finish || mine !== turn) return;
    finish();
    working = null;
  }
  input.addEventListener("change", () => (working = choose()));

  // Sent while still at it: wait, then send. Seen before app.js does, which marks a form as sent.
  document.addEventListener(
    "submit",
    (event) => {
      if (!working || event.target !== input.form) return;
      event.preventDefault();
      working.then(() => event.target.requestSubmit(event.submitter));
    },
    true,
  );
});
