// Put into the page before its own code: notes every answer and which segment of the clip the camera was showing.
// Eight 16×16 blocks at the frame's top left (black 0, white 1, most significant first) give the segment's number.
(() => {
  const answers = [];
  const changes = [{ segment: null, since: 0 }];
  const brush = new OffscreenCanvas(128, 16).getContext("2d", { willReadFrequently: true });

  // What the camera shows now, and since when; `changes` lists what was shown before.
  function look() {
    const shown = changes.at(-1);
    const video = document.querySelector("video");
    if (!video || video.readyState < 2) return shown;
    brush.drawImage(video, 0, 0, 128, 16, 0, 0, 128, 16);
    const { data } = brush.getImageData(0, 0, 128, 16);
    let segment = 0;
    for (let block = 0; block < 8; block++) {
      let sum = 0;
      for (let y = 4; y < 12; y++) for (let x = 4; x < 12; x++) sum += data[4 * (128 * y + 16 * block + x) + 1];
      segment = 2 * segment + (sum > 64 * 128 ? 1 : 0);
    }
    if (segment !== shown.segment) changes.push({ segment, since: performance.now() });
    return changes.at(-1);
  }

  // Resolves as soon as the camera changes to `segment`, with the number of changes so far.
  function startOf(segment) {
    look();
    const before = changes.length;
    return new Promise((resolve) => {
      const again = () => {
        const now = look();
        const begins = changes.length > before && now.segment === segment && changes.at(-2).segment !== null;
        if (begins) resolve(changes.length);
        else requestAnimationFrame(again);
      };
      again();
    });
  }

  document.addEventListener("gesture", ({ detail }) => {
    const { segment, since } = look();
    const at = performance.now();
    answers.push({ ...detail, segment, settledMs: at - since, at });
  });

  window.watched = { answers, changes, look, startOf };
})();
