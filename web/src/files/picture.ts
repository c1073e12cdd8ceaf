/** A picture as a source of frames: whole, or for background mode with a background fitted to its rim. */

import type { FrameSource } from "../recognise/camera/camera";
import type { Picture, Task } from "../shared/messages";
import { behindHand, type Margin, readAsSilhouette } from "./rim";

/** Pixels of a side: as many as a camera's guide box has. */
const SIDE = 384;
/** Pictures that were opened. */
let count = 0;

/** Stands for one picture, which it closes. Throws an Error where the browser cannot read pixels. */
export function openPicture(decoded: ImageBitmap, video: HTMLVideoElement): FrameSource {
  const { canvas, pixels, margin } = squared(decoded);
  decoded.close();
  const silhouette = readAsSilhouette(pixels.data, SIDE, margin);
  const frame = silhouette === null ? pixels : new ImageData(silhouette, SIDE, SIDE);
  const empty = silhouette === null ? behindHand(pixels.data, SIDE, margin) : black();
  if (silhouette === null) fillMargin(frame.data, empty, margin);
  canvas.getContext("2d")?.putImageData(frame, 0, 0);
  const behind = new ImageData(empty, SIDE, SIDE);
  return {
    way: "silhouette",
    size: { width: SIDE, height: SIDE },
    guide: { cx: 0.5, cy: 0.5, side: 1 },
    still: ++count,
    takePicture: (task: Task): Promise<Picture> => createImageBitmap(task === "learn" ? behind : frame),
    ...repeated(canvas, video),
  };
}

function squared(picture: ImageBitmap): { canvas: HTMLCanvasElement; pixels: ImageData; margin: Margin } {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error("This browser cannot read pictures. Use a recent browser.");
  const scale = SIDE / Math.max(picture.width, picture.height);
  const width = Math.max(Math.round(picture.width * scale), 1);
  const height = Math.max(Math.round(picture.height * scale), 1);
  const margin = { left: Math.floor((SIDE - width) / 2), top: Math.floor((SIDE - height) / 2) };
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // behind pictures with transparent parts, as everywhere on paper
  context.fillRect(margin.left, margin.top, width, height);
  context.drawImage(picture, margin.left, margin.top, width, height);
  return { canvas, pixels: context.getImageData(0, 0, SIDE, SIDE), margin };
}

/** What the picture does not reach looks like what lies behind the hand, so that nothing is new there. */
function fillMargin(rgba: Uint8ClampedArray, behind: Uint8ClampedArray, { left, top }: Margin): void {
  for (let y = 0, i = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, i += 4) {
      const inside = x >= left && x < SIDE - left && y >= top && y < SIDE - top;
      if (!inside) rgba.set(behind.subarray(i, i + 4), i);
    }
  }
}

function black(): Uint8ClampedArray<ArrayBuffer> {
  return new Uint8ClampedArray(SIDE * SIDE * 4).map((_, i) => (i % 4 === 3 ? 255 : 0));
}

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

/** Pixels of the longer side: hands in a group stay large enough to be named, and frames small enough to be read. */
const LONGEST = 1280;

/** Stands for one picture, which it closes. Throws an Error where the browser cannot read pixels. */
export function openWholePicture(decoded: ImageBitmap, video: HTMLVideoElement): FrameSource {
  const scale = Math.min(1, LONGEST / Math.max(decoded.width, decoded.height));
  const width = Math.max(Math.round(decoded.width * scale), 1);
  const height = Math.max(Math.round(decoded.height * scale), 1);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("This browser cannot read pictures. Use a recent browser.");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // behind pictures with transparent parts, as everywhere on paper
  context.fillRect(0, 0, width, height);
  context.drawImage(decoded, 0, 0, width, height);
  decoded.close();
  return {
    way: "hand",
    size: { width, height },
    guide: null,
    still: ++count,
    takePicture: () => createImageBitmap(canvas),
    ...repeated(canvas, video),
  };
}
