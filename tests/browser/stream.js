// Put into the page before its own code: the camera's picture comes through a canvas, so that a test can have it stand
// still, go black, turn, come seldom, be refused or say of itself what another camera would.
(() => {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  // `refuse` names the error that the next requests get; `settings` and `capabilities` are what the camera says of itself.
  const stream = { mode: "live", every: 1, turned: false, refuse: null, settings: {}, capabilities: {}, asked: [] };
  Object.assign(stream, { opened: 0, sent: 0, track: null });

  function draw(video, canvas) {
    const [width, height] = stream.turned ? [480, 640] : [640, 480];
    if (canvas.width !== width) Object.assign(canvas, { width, height });
    const brush = canvas.getContext("2d", { alpha: false });
    brush.fillRect(0, 0, width, height);
    if (stream.mode === "black") return;
    brush.drawImage(video, 0, 0, 640, 480);
  }

  mediaDevices.getUserMedia = async (wishes) => {
    if (stream.refuse !== null) throw new DOMException("not now", stream.refuse);
    const real = await open(wishes);
    const video = Object.assign(document.createElement("video"), { srcObject: real, muted: true });
    await video.play();
    const canvas = document.createElement("canvas");
    draw(video, canvas);
    const seen = canvas.captureStream(0);
    const [track] = seen.getVideoTracks();
    const said = real.getVideoTracks()[0].getSettings();
    let turn = 0;
    const timer = setInterval(() => {
      if (stream.mode === "frozen" || turn++ % stream.every !== 0) return;
      draw(video, canvas);
      track.requestFrame();
      stream.sent++;
    }, 33);
    const stop = track.stop.bind(track);
    track.stop = () => {
      clearInterval(timer);
      for (const one of real.getTracks()) one.stop();
      stop();
    };
    track.getSettings = () => ({ ...said, ...stream.settings });
    track.getCapabilities = () => stream.capabilities;
    track.applyConstraints = async ({ advanced }) => void stream.asked.push(...advanced);
    Object.assign(stream, { track, mode: "live", opened: stream.opened + 1 });
    return seen;
  };
  window.stream = stream;
})();
