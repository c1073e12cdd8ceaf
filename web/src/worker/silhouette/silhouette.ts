/**
 * The silhouette stage: RGBA pixels of the guide box in, a silhouette at the working size and a noise measure out.
 *
 * One interface, so that a learned mask can take the place of background subtraction with everything behind it
 * unchanged. What it does with pixels is WebAssembly, made of web/kernel/, the twin of training/silhouette.py.
 */

import type { SilhouetteParameters } from "../../shared/manifest";
import { best } from "../frame/kernel-code";

/** A silhouette of 0 and 255 at the working size, and the share of pixels that were specks or holes (0..1). */
export interface Segmentation {
  mask: Uint8Array;
  noise: number;
}

export interface SilhouetteStage {
  /** How much of the background is learned, 0..1. */
  readonly progress: number;
  readonly learned: boolean;
  /** Forgets the background. */
  reset(): void;
  /** Takes one frame of the empty guide box; true when enough were seen. */
  learn(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): boolean;
  /** Mask (0 or 255, working size, the caller's to keep) and noise (0..1) of one frame. Throws before `learn` is done. */
  segment(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Segmentation;
}

/** What web/kernel/index.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepare(...parameters: number[]): void;
  makeRoom(bytes: number): number;
  reset(): void;
  learn(width: number, height: number): number;
  segment(width: number, height: number): number;
  mask(): number;
}

/** A bin of 128 × 128 pixels of the camera has no more than sums of 16 bits hold, and quotients of 32. */
const LARGEST_BIN = 128;

/** Background subtraction of frames at any size. */
export class BackgroundSubtraction implements SilhouetteStage {
  private readonly wasm: Exports;
  private seen = 0;

  /** `code` is one of the two builds. Throws WebAssembly's errors where the browser has no room for it. */
  constructor(
    private readonly parameters: SilhouetteParameters,
    code: WebAssembly.Module = best(),
  ) {
    const { width, height, learn_frames, noise_floor, noise_share } = parameters;
    const { threshold, speck_area, hole_area, follow_shift } = parameters;
    this.wasm = new WebAssembly.Instance(code).exports as unknown as Exports;
    this.wasm.prepare(
      width,
      height,
      learn_frames,
      noise_floor,
      noise_share,
      threshold,
      speck_area,
      hole_area,
      follow_shift,
    );
    this.reset();
  }

  get progress(): number {
    return Math.min(this.seen / this.parameters.learn_frames, 1);
  }

  get learned(): boolean {
    return this.seen >= this.parameters.learn_frames;
  }

  reset(): void {
    this.seen = 0;
    this.wasm.reset();
  }

  learn(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): boolean {
    this.put(rgba, width, height);
    this.seen = this.wasm.learn(width, height);
    return this.learned;
  }

  segment(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Segmentation {
    if (!this.learned) throw new Error("the background is not learned yet");
    this.put(rgba, width, height);
    const flipped = this.wasm.segment(width, height);
    const pixels = this.parameters.width * this.parameters.height;
    const mask = new Uint8Array(this.wasm.memory.buffer, this.wasm.mask(), pixels).slice();
    return { mask, noise: flipped / pixels };
  }

  private put(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): void {
    if (rgba.length !== width * height * 4) {
      throw new RangeError(`${rgba.length} bytes are not a picture of ${width}×${height}×4`);
    }
    if (width > LARGEST_BIN * this.parameters.width || height > LARGEST_BIN * this.parameters.height) {
      throw new RangeError(`The camera's picture of ${width}×${height} is too large. Choose a smaller one.`);
    }
    const at = this.wasm.makeRoom(rgba.length);
    new Uint8Array(this.wasm.memory.buffer, at, rgba.length).set(rgba);
  }
}
