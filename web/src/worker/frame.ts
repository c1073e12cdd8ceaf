/** Pixels: a picture of the camera and the guide box in, the box's exact RGBA bytes out, without resampling. */

import type { Picture, Rect } from "../shared/messages";

/** Takes pixels out of pictures; keeps its canvas from one frame to the next. */
export class FrameReader {
  private context: OffscreenCanvasRenderingContext2D | null = null;

  /**
   * RGBA of the guide box, guide.width × guide.height × 4 bytes. Does not close the picture.
   *
   * Throws a RangeError where the box leaves the picture.
   */
  read(picture: Picture, guide: Rect): Uint8ClampedArray {
    const [width, height] = sizeOf(picture);
    if (guide.x < 0 || guide.y < 0 || guide.x + guide.width > width || guide.y + guide.height > height) {
      throw new RangeError(`the guide box leaves the camera's ${width}×${height} picture`);
    }
    const context = this.canvasFor(guide);
    context.drawImage(picture, guide.x, guide.y, guide.width, guide.height, 0, 0, guide.width, guide.height);
    return context.getImageData(0, 0, guide.width, guide.height).data;
  }

  private canvasFor({ width, height }: Rect): OffscreenCanvasRenderingContext2D {
    const old = this.context;
    if (old !== null && old.canvas.width === width && old.canvas.height === height) return old;
    // willReadFrequently keeps the canvas in main memory: reading back from a graphics card costs milliseconds.
    const settings = { willReadFrequently: true, alpha: false, colorSpace: "srgb" } as const;
    const context = new OffscreenCanvas(width, height).getContext("2d", settings);
    if (context === null) throw new Error("This browser cannot read the camera's pixels. Use a recent browser.");
    this.context = context;
    return context;
  }
}

function sizeOf(picture: Picture): [number, number] {
  if ("displayWidth" in picture) return [picture.displayWidth, picture.displayHeight];
  return [picture.width, picture.height];
}
