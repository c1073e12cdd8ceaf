/** A picture in which hands are looked for: all of it, as frames of at most 1280 pixels a side. */

import type { FrameSource } from "../recognise/camera/frame-source";
import { repeated } from "./repeated";

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
    takePicture: () => createImageBitmap(canvas),
    ...repeated(canvas, video),
  };
}
