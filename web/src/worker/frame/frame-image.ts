/** Keeps the newest answered frames for photos, where they are allowed, and encodes them as JPEG. */

import type { FrameImage, Rect } from "../../shared/messages";

/** The page asks a frame or two after its answer, and a frame may show two hands. */
const KEPT = 8;
/** Pixels of the longer edge: what networks for photos are trained on. */
export const LONGEST = 224;
const QUALITY = 0.85;

interface Frame {
  readonly number: number;
  /** The hand that it shows alone, by its id; null: whatever was in the guide box. */
  readonly hand: number | null;
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export class FrameImageKeeper {
  private isKeeping = false;
  private longest = LONGEST;
  /** The oldest first. */
  private frames: Frame[] = [];

  /** Whether photos are allowed. */
  get isOn(): boolean {
    return this.isKeeping;
  }

  /** Keeps frames from now on, for photos at most so long; or keeps none, and forgets those it has. */
  turn(on: boolean, longest = LONGEST): void {
    this.isKeeping = on;
    this.longest = Math.min(longest, LONGEST);
    if (!on) this.frames = [];
  }

  /** Copies the pixels of an answered frame (width × height × 4 bytes), where photos are on. */
  keep(
    number: number,
    rgba: Uint8ClampedArray,
    { width, height }: Pick<Rect, "width" | "height">,
    hand: number | null = null,
  ): void {
    if (!this.isKeeping) return;
    const oldest = this.frames.length >= KEPT ? this.frames.shift() : undefined;
    const copy = oldest?.rgba.length === rgba.length ? oldest.rgba : new Uint8ClampedArray(rgba.length);
    copy.set(rgba);
    this.frames.push({ number, hand, width, height, rgba: copy });
  }

  /** The frame as a JPEG of at most 224 × 224; null where photos are off, the frame is gone, or nothing encodes JPEG. */
  async encode(number: number, hand: number | null = null): Promise<FrameImage | null> {
    const frame = this.frames.find((each) => each.number === number && each.hand === hand);
    if (frame === undefined) return null;
    const { width, height } = frame;
    const scale = Math.min(1, this.longest / Math.max(width, height));
    const small = new OffscreenCanvas(pixels(width * scale), pixels(height * scale));
    const context = small.getContext("2d", { alpha: false });
    if (context === null) return null;
    context.imageSmoothingQuality = "high";
    context.drawImage(whole(frame), 0, 0, small.width, small.height);
    const blob = await small.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    if (blob.type !== "image/jpeg" || !this.isKeeping) return null;
    return { width: small.width, height: small.height, bytes: new Uint8Array(await blob.arrayBuffer()) };
  }
}

function pixels(length: number): number {
  return Math.max(1, Math.round(length));
}

function whole({ width, height, rgba }: Frame): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d", { alpha: false })?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}
