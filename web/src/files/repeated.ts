/** Plays a picture that stands still, again and again. */

import type { FrameSource } from "../recognise/camera/frame-source";

/** So that the page's answer settles, and goes on while a person looks at it. */
const EVERY_MS = 100;

/** Shows the canvas in the page's video element until it is closed. */
export function repeated(canvas: HTMLCanvasElement, video: HTMLVideoElement): Pick<FrameSource, "play" | "close"> {
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    play: (onFrame) => {
      video.srcObject = canvas.captureStream(1000 / EVERY_MS);
      void video.play().catch(() => undefined); // it is only shown by it: answers come without
      timer = setInterval(() => (document.hidden ? undefined : onFrame()), EVERY_MS);
    },
    close: () => clearInterval(timer),
  };
}
