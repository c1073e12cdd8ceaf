/**
 * The silhouette stage: RGBA pixels of the guide box in, a silhouette at the working size and a noise measure out.
 *
 * One interface, so that a learned mask can take the place of background subtraction with everything behind it
 * unchanged. Twin of BackgroundSubtraction in training/silhouette.py.
 */

import type { SilhouetteParameters } from "../shared/manifest";
import { areaMean } from "./area-mean";
import { BackgroundModel, type Segmentation } from "./background";

export interface SilhouetteStage {
  /** How much of the background is learned, 0..1. */
  readonly progress: number;
  readonly learned: boolean;
  /** Forgets the background. */
  reset(): void;
  /** Takes one frame of the empty guide box; true when enough were seen. */
  learn(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): boolean;
  /** Mask (0 or 255, working size) and noise (0..1) of one frame. Throws before `learn` is done. */
  segment(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Segmentation;
}

/** Background subtraction of frames at any size. */
export class BackgroundSubtraction implements SilhouetteStage {
  private readonly model: BackgroundModel;

  constructor(private readonly parameters: SilhouetteParameters) {
    this.model = new BackgroundModel(parameters);
  }

  get progress(): number {
    return this.model.progress;
  }

  get learned(): boolean {
    return this.model.learned;
  }

  reset(): void {
    this.model.reset();
  }

  learn(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): boolean {
    return this.model.learn(this.shrink(rgba, width, height));
  }

  segment(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Segmentation {
    return this.model.segment(this.shrink(rgba, width, height));
  }

  private shrink(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Uint8Array {
    return areaMean(rgba, width, height, 4, this.parameters.width, this.parameters.height, 3);
  }
}
