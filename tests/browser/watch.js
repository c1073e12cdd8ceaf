// Put into the page before its own code: notes every answer, which segment of the clip the camera was showing, and when
// the page first asked for the camera. Eight 16×16 blocks at the top left of the frame that Chromium gives (black 0,
// white 1, most significant first) are the segment's number.
(() => {
  const answers = [];
  const changes = [{ segment: null, since: 0 }];
  const waiting = new Set();
  const brush = new OffscreenCanvas(128, 16).getContext("2d", { willReadFrequently: true });
  const watched = { answers, changes, look, startOf, askedAt: null };

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
    if (segment !== shown.segment) {
      changes.push({ segment, since: performance.now() });
      for (const tell of waiting) tell();
    }
    return changes.at(-1);
  }

  // Looks at each frame that the camera shows, so that a change is noted with the frame that brings it.
  function follow(video) {
    video.requestVideoFrameCallback(() => {
      look();
      follow(video);
    });
  }

  // Resolves as soon as the camera changes to `segment`, or to any where it is null, with the number of changes so far.
  function startOf(segment) {
    look();
    const before = changes.length;
    return new Promise((resolve) => {
      const tell = () => {
        const isNew = changes.length > before && changes.at(-2).segment !== null;
        if (!isNew || (segment !== null && changes.at(-1).segment !== segment)) return;
        waiting.delete(tell);
        resolve(changes.length);
      };
      waiting.add(tell);
    });
  }

  // Who has allowed the camera for good is asked nothing: what the page asks for is granted at that moment.
  const { mediaDevices } = navigator;
  const open = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (open) {
    mediaDevices.getUserMedia = (wishes) => {
      watched.askedAt ??= performance.now();
      return open(wishes);
    };
  }

  document.addEventListener("DOMContentLoaded", () => {
    const video = document.querySelector("video");
    if (video) follow(video);
  });
  document.addEventListener("gesture", ({ detail }) => {
    const { segment, since } = changes.at(-1);
    const at = performance.now();
    const { probabilities, hands, ...rest } = detail;
    const seen = hands.map(({ gesture, side, box }) => ({ gesture, side, box }));
    answers.push({ ...rest, hands: seen, segment, settledMs: at - since, at });
  });

  window.watched = watched;
})();
