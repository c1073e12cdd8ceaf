/**
 * Turns the camera's own colours into RGBA as VideoFrame.copyTo does, without its threads.
 *
 * A browser spreads that conversion over threads and waits for them, which on a device that is busy with showing the
 * same frame may take as long as all that follows. The code is web/kernel/colours.ts.
 */

import type { Rect } from "../../shared/messages";
import { type Kernel, startKernel } from "./kernel";

/** Where the planes lie in bytes that VideoFrame.copyTo wrote: luma first, then u and v, or both in turns. */
export type Planes = readonly PlaneLayout[];

/** What the numbers of luma and chroma mean. */
export type ColourSpace = Pick<VideoColorSpace, "matrix" | "fullRange">;

/** The weights of red and blue in luma, by the names of ITU's recommendations; cameras that name none use BT.601. */
const WEIGHTS: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};
const UNNAMED = "smpte170m";
/** A factor of one in web/kernel/colours.ts. */
const ONE = 8192;

/** Converts frames; keeps its room from one to the next. */
export class Colours {
  private space = "";

  constructor(private readonly wasm: Kernel = startKernel()) {}

  /** Whether it knows the frame's colours, and the box (pixels of the coded frame) cuts no block of 2 × 2 pixels. */
  takes(frame: VideoFrame, { x, y, width, height }: Rect): boolean {
    if (frame.format !== "I420" && frame.format !== "NV12") return false;
    const isEven = [x, y, width, height].every((each) => each % 2 === 0);
    return isEven && (frame.colorSpace.matrix ?? UNNAMED) in WEIGHTS;
  }

  /** RGBA of the box (width × height × 4 bytes) of a frame that it takes, which the next call overwrites. */
  async read(frame: VideoFrame, rect: Rect): Promise<Uint8ClampedArray> {
    const room = this.room(frame.allocationSize({ rect }));
    return this.convert(await frame.copyTo(room, { rect }), rect, frame.colorSpace);
  }

  /** Where the planes of the next frame are to be put. */
  room(bytes: number): Uint8Array<ArrayBuffer> {
    const at = this.wasm.makePlanes(bytes);
    return new Uint8Array(this.wasm.memory.buffer as ArrayBuffer, at, bytes);
  }

  /** RGBA of the planes that were put into the room, of even width and height; the next call overwrites it. */
  convert(planes: Planes, { width, height }: Pick<Rect, "width" | "height">, space: ColourSpace): Uint8ClampedArray {
    const [luma, u, v] = planes;
    if (luma === undefined || u === undefined) throw new RangeError("a frame has two planes at least");
    this.setSpace(space);
    const pixels = this.wasm.makePixels(width * height);
    const offsetOfV = v === undefined ? u.offset + 1 : v.offset;
    const step = v === undefined ? 2 : 1;
    this.wasm.toRgba(width, height, luma.offset, luma.stride, u.offset, offsetOfV, u.stride, step);
    return new Uint8ClampedArray(this.wasm.memory.buffer, pixels, 4 * width * height);
  }

  private setSpace({ matrix, fullRange }: ColourSpace): void {
    const name = `${matrix} ${fullRange}`;
    if (name === this.space) return;
    const [red, blue] = WEIGHTS[matrix ?? UNNAMED] ?? [];
    if (red === undefined || blue === undefined) throw new RangeError(`unknown colours: ${matrix}`);
    const green = 1 - red - blue;
    // Black is 16 and white 235 in luma, and chroma goes from 16 to 240, unless the frame uses all numbers.
    const [black, lumaScale, chromaScale] = fullRange === true ? [0, 1, 1] : [16, 255 / 219, 255 / 224];
    const ofV = 2 * (1 - red) * chromaScale;
    const ofU = 2 * (1 - blue) * chromaScale;
    const factors = [lumaScale, ofV, (-ofU * blue) / green, (-ofV * red) / green, ofU];
    this.wasm.setColours(black, ...factors.map((each) => Math.round(each * ONE)));
    this.space = name;
  }
}
