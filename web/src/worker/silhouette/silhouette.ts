/**
 * The silhouette stage: finds the hand in the guide box of a frame. The pixels are web/kernel/'s.
 *
 * One interface, so that a learned mask can take the place of background subtraction with everything behind it
 * unchanged.
 */

import type { SilhouetteParameters } from "../../shared/manifest";
import { type Kernel, putFrame, startKernel } from "../frame/kernel";
import { LARGEST_BIN } from "./network-input";

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

/** Background subtraction of frames at any size. */
export class BackgroundSubtraction implements SilhouetteStage {
  private seen = 0;

  /** `kernel` keeps this background and no other; it may be the one that made the frames' RGBA. */
  constructor(
    private readonly parameters: SilhouetteParameters,
    private readonly kernel: Kernel = startKernel(),
  ) {
    const { width, height, learn_frames, noise_floor, noise_share } = parameters;
    const { threshold, speck_area, hole_area, follow_shift } = parameters;
    kernel.prepare(
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
    this.kernel.reset();
  }

  learn(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): boolean {
    this.put(rgba, width, height);
    this.seen = this.kernel.learn(width, height);
    return this.learned;
  }

  segment(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Segmentation {
    if (!this.learned) throw new Error("the background is not learned yet");
    this.put(rgba, width, height);
    const flipped = this.kernel.segment(width, height);
    const pixels = this.parameters.width * this.parameters.height;
    const mask = new Uint8Array(this.kernel.memory.buffer, this.kernel.mask(), pixels).slice();
    return { mask, noise: flipped / pixels };
  }

  private put(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): void {
    if (width > LARGEST_BIN * this.parameters.width || height > LARGEST_BIN * this.parameters.height) {
      throw new RangeError(`The camera's picture of ${width}×${height} is too large. Choose a smaller one.`);
    }
    putFrame(this.kernel, rgba, width, height);
  }
}
