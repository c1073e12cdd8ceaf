/** A picture that stands still, shown again and again: a canvas in, a film's playing and its end out. */

import type { Film } from "../recognise/camera/frame-source";

/** So that the page's answer settles, and goes on while a person looks at it. */
const EVERY_MS = 100;

/** Shows the canvas in the page's video element until it is closed. */
export function repeated(canvas: HTMLCanvasElement, video: HTMLVideoElement): Pick<Film, "play" | "close"> {
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
