// What `make face-model` fetched: the library face-api, opened on the best processor of this device, with
// its small detector of faces.
export async function open(folder) {
  const library = await import(`${folder}face-api.esm.js`);
  await chooseBackend(library.tf);
  await library.nets.tinyFaceDetector.loadFromUri(folder);
  return library;
}

// The graphics processor, unless it counts in half precision only, as on some phones.
async function chooseBackend(tf) {
  const graphics = await tf.setBackend("webgl").catch(() => false);
  if (!graphics || !tf.env().getBool("WEBGL_RENDER_FLOAT32_CAPABLE")) await tf.setBackend("cpu");
  await tf.ready();
}

// The boxes of the faces that the detector is as sure of, seeing the picture at this side.
export async function detect(library, canvas, side, sure) {
  const look = new library.TinyFaceDetectorOptions({ inputSize: side, scoreThreshold: sure });
  return (await library.detectAllFaces(canvas, look)).map((found) => found.box);
}
