// Put before the page's own scripts: a camera in which somebody does what the page asks for.
(() => {
  const poses = POSES; // gesture → pictures from looking straight to the end of the movement
  const TICK_MS = 80;
  const pictures = {};
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 480;
  let gesture = "left"; // the movement that was made last; at step 0 all look alike
  let step = 0;

  const load = (url) => {
    const picture = new Image();
    picture.src = url;
    return picture.decode().then(() => picture);
  };
  const loaded = Promise.all(
    Object.entries(poses).map(
      async ([name, urls]) => (pictures[name] = await Promise.all(urls.map(load))),
    ),
  );

  function move() {
    const asked = document.querySelector("[data-camera]")?.dataset.gesture;
    if (asked in pictures && (asked === gesture || step === 0)) {
      gesture = asked;
      step = Math.min(step + 1, pictures[gesture].length - 1);
    } else {
      step = Math.max(step - 1, 0);
    }
    // Nobody holds quite still, and light flickers: no two pictures are the same.
    const pen = canvas.getContext("2d");
    pen.drawImage(pictures[gesture][step], 4 * Math.random(), 4 * Math.random());
    pen.fillStyle = `rgb(0 0 0 / ${5 * Math.random()}%)`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }

  navigator.mediaDevices.getUserMedia = async () => {
    await loaded;
    setInterval(move, TICK_MS);
    move();
    window.pretended = canvas.captureStream(25);
    return window.pretended;
  };
})();
