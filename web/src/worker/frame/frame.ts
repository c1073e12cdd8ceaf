/** Reads the pixels of a picture's box, without resampling. */

import type { Picture, Rect } from "../../shared/messages";
import type { Colours } from "./colours";

const OUT = { format: "RGBA", colorSpace: "srgb" } as const;

/** Takes pixels out of pictures; keeps its canvas and its bytes from one frame to the next. */
export class FrameReader {
  private context: OffscreenCanvasRenderingContext2D | null = null;
  private bytes = new Uint8ClampedArray(0);

  constructor(private readonly colours: Colours) {}

  /**
   * RGBA of the box (the guide box, or the whole frame), box.width × box.height × 4 bytes, which the next call overwrites.
   *
   * Does not close the picture. Throws a RangeError where the box leaves the picture.
   */
  async read(picture: Picture, box: Rect): Promise<Uint8ClampedArray> {
    const [width, height] = sizeOf(picture);
    if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height) {
      throw new RangeError(`The guide box leaves the camera's ${width}×${height} picture. Reload the page.`);
    }
    if (!isUpright(picture)) return this.draw(picture, box);
    const { x, y } = picture.visibleRect ?? { x: 0, y: 0 };
    const rect = { ...box, x: box.x + x, y: box.y + y };
    if (this.colours.takes(picture, rect)) return this.colours.read(picture, rect);
    return convertsToRgba(picture) ? this.copy(picture, rect) : this.draw(picture, box);
  }

  /** Where the camera's own colours are of another kind: a third of a canvas' time, and the same bytes. */
  private async copy(frame: VideoFrame, rect: Rect): Promise<Uint8ClampedArray> {
    const length = rect.width * rect.height * 4;
    if (this.bytes.length !== length) this.bytes = new Uint8ClampedArray(length);
    await frame.copyTo(this.bytes, { rect, ...OUT });
    return this.bytes;
  }

  /** The way that every browser has. */
  private draw(picture: Picture, box: Rect): Uint8ClampedArray {
    const context = this.canvasFor(box);
    context.drawImage(picture, box.x, box.y, box.width, box.height, 0, 0, box.width, box.height);
    return context.getImageData(0, 0, box.width, box.height).data;
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

/** Pixels of the picture as it is displayed. */
export function sizeOf(picture: Picture): [number, number] {
  if ("displayWidth" in picture) return [picture.displayWidth, picture.displayHeight];
  return [picture.width, picture.height];
}

/** Whether the frame's own pixels are those that are displayed: not turned, not mirrored, not scaled. */
function isUpright(picture: Picture): picture is VideoFrame {
  if (!("visibleRect" in picture) || picture.visibleRect === null) return false;
  const { visibleRect, displayWidth, displayHeight } = picture;
  const { rotation = 0, flip = false } = picture as { rotation?: number; flip?: boolean };
  return rotation === 0 && !flip && visibleRect.width === displayWidth && visibleRect.height === displayHeight;
}

/** Whether copyTo converts colours here. A browser that does not know the option never looks at it. */
function convertsToRgba(frame: VideoFrame): boolean {
  let isAsked = false;
  const options = {
    get format(): "RGBA" {
      isAsked = true;
      return "RGBA";
    },
  };
  try {
    frame.allocationSize(options);
  } catch {
    return false;
  }
  return isAsked;
}
