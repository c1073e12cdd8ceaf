/** Cuts upright squares of hands out of a frame. */

import type { Square } from "../../shared/messages";
import { type Kernel, putFrame, startKernel } from "../frame/kernel";

const POINTS = 21;
/** Pixels that positions in web/kernel/crop.ts can tell. */
const LARGEST_FRAME = 2 ** 14;
const LARGEST_SQUARE = 2 ** 16;

/** A palm as the finder tells it, in pixels of the frame. */
export interface Palm {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly wrist: readonly [x: number, y: number];
  /** Where the middle finger begins. */
  readonly knuckle: readonly [x: number, y: number];
}

/** Crops squares of one frame after another. */
export class Cropper {
  private width = 0;
  private height = 0;

  /** `kernel` may be the one that made the frame's RGBA: then nothing is copied. */
  constructor(private readonly kernel: Kernel = startKernel()) {}

  /** Takes a frame (width × height × 4 bytes). Throws a RangeError on another length and on a frame that is too large. */
  take(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): void {
    if (Math.max(width, height) > LARGEST_FRAME) {
      throw new RangeError(`The camera's picture of ${width}×${height} is too large. Choose a smaller one.`);
    }
    putFrame(this.kernel, rgba, width, height);
    [this.width, this.height] = [width, height];
  }

  /** The same as `crop`, without colours: each pixel three times its brightness. */
  cropGrey(square: Square, side: number): Uint8Array {
    const rgb = this.crop(square, side);
    this.kernel.grey(side);
    return rgb;
  }

  /** RGB of a square of the frame, side × side × 3 bytes, which the next call overwrites. Throws a RangeError. */
  crop(square: Square, side: number): Uint8Array {
    const numbers = numbersOf(square);
    if (!isSquare(square)) throw new RangeError(`there is no square at ${numbers.join(", ")}`);
    const at = this.kernel.crop(this.width, this.height, side, ...numbers);
    return new Uint8Array(this.kernel.memory.buffer, at, side * side * 3);
  }

  /** The square of the whole frame: the shorter side's rest is black. */
  whole(): Square {
    const { width, height } = this;
    return { cx: width / 2, cy: height / 2, size: Math.max(width, height), ux: 0, uy: -1 };
  }

  /** The largest upright square in the middle of the frame. */
  middle(): Square {
    return { ...this.whole(), size: Math.min(this.width, this.height) };
  }

  ofPalm({ left, top, width, height, wrist, knuckle }: Palm): Square {
    this.kernel.squareOfPalm(left, top, width, height, ...wrist, ...knuckle);
    return this.newest();
  }

  /** The square of a hand's points (21 × (x, y, z) in pixels of the frame); up as before where they tell none. */
  ofPoints(points: Float32Array, { ux, uy }: Pick<Square, "ux" | "uy">): Square {
    this.room().set(points);
    this.kernel.squareOfPoints(ux, uy);
    return this.newest();
  }

  /** Points in shares of the square's side (21 × (x, y, z), y down) as pixels of the frame. */
  toFrame(points: Float32Array, square: Square): Float32Array {
    this.room().set(points);
    this.kernel.toFrame(...numbersOf(square));
    return Float32Array.from(this.room());
  }

  private room(): Float64Array {
    const at = this.kernel.points();
    return new Float64Array(this.kernel.memory.buffer, at, POINTS * 3);
  }

  private newest(): Square {
    const at = this.kernel.square();
    const [cx, cy, size, ux, uy] = new Float64Array(this.kernel.memory.buffer, at, 5);
    return { cx, cy, size, ux, uy } as Square;
  }
}

/** Whether it is one that can be cropped. */
export function isSquare(square: Square): boolean {
  return square.size > 0 && numbersOf(square).every((each) => Math.abs(each) <= LARGEST_SQUARE); // not NaN either
}

function numbersOf({ cx, cy, size, ux, uy }: Square): [number, number, number, number, number] {
  return [cx, cy, size, ux, uy];
}
