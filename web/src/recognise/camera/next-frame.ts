/** Waits for the next new frame of a video. */

/**
 * Calls back once, with the video's next new frame. Browsers of before 2024 must be asked at every repaint, which ends,
 * with a call, when `isOver` says so.
 */
export function onNextFrame(video: HTMLVideoElement, isOver: () => boolean, callback: () => void): void {
  if ("requestVideoFrameCallback" in video) {
    video.requestVideoFrameCallback(callback);
    return;
  }
  const old: HTMLVideoElement = video;
  const shown = framesOf(old);
  const look = (): void => {
    requestAnimationFrame(() => (framesOf(old) === shown && !isOver() ? look() : callback()));
  };
  look();
}

/** How far a video is: the time goes on between two frames of a camera, in some browsers, and their number does not. */
function framesOf(video: HTMLVideoElement): number {
  return video.getVideoPlaybackQuality?.().totalVideoFrames || video.currentTime;
}
