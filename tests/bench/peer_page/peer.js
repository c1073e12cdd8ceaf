// MediaPipe's hand tracker as its documentation says, on the same camera: a `gesture` event for each answer, with the
// fields that watch.js notes. What its calls of WebGL took stands for `cameraMs`: it moves frames to textures, scales
// them there and reads them back, which is slow where WebGL runs on the processor; `inferenceMs` is all the rest.
const query = new URLSearchParams(location.search);
const options = { maxNumHands: 2, modelComplexity: Number(query.get("complexity")) };
const video = document.querySelector("video");
const gl = { ms: 0, depth: 0 };
for (const name of Object.getOwnPropertyNames(WebGL2RenderingContext.prototype)) {
  const { value: call, writable } = Object.getOwnPropertyDescriptor(WebGL2RenderingContext.prototype, name);
  if (typeof call !== "function" || !writable || name === "constructor") continue;
  WebGL2RenderingContext.prototype[name] = function (...given) {
    const start = performance.now();
    gl.depth++;
    try {
      return call.apply(this, given);
    } finally {
      if (--gl.depth === 0) gl.ms += performance.now() - start;
    }
  };
}

let seen = { multiHandLandmarks: [], multiHandedness: [] };
const tracker = new Hands({ locateFile: (file) => file });
// Not in its type, but passed on to its graph: the networks run in wasm (XNNPACK) instead of in WebGL.
tracker.setOptions(query.get("inference") === "wasm" ? { ...options, useCpuInference: true } : options);
tracker.onResults((results) => {
  seen = results;
});
await tracker.initialize();

video.srcObject = await navigator.mediaDevices.getUserMedia({
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } },
});
await video.play();

function box(points) {
  const [xs, ys] = [points.map(({ x }) => x * video.videoWidth), points.map(({ y }) => y * video.videoHeight)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

let isBusy = false;
async function look() {
  video.requestVideoFrameCallback(look);
  if (isBusy) return;
  isBusy = true;
  const start = performance.now();
  gl.ms = 0;
  await tracker.send({ image: video });
  const totalMs = performance.now() - start;
  isBusy = false;
  const hands = seen.multiHandLandmarks.map((points, i) => {
    return { gesture: "", side: seen.multiHandedness[i].label.toLowerCase(), box: box(points) };
  });
  const ms = { cameraMs: gl.ms, silhouetteMs: 0, findMs: 0, inferenceMs: totalMs - gl.ms, totalMs };
  const detail = { way: "peer", gesture: "", steady: "", probabilities: [], hands, ...ms };
  document.dispatchEvent(new CustomEvent("gesture", { detail }));
}
video.requestVideoFrameCallback(look);
