/** Turns answers of background mode into a name that does not flicker, and advice. */

import type { LabelIndex } from "../../shared/gestures";
import type { SilhouetteManifest } from "../../shared/manifest";
import type { Named, SilhouetteAnswer } from "../../shared/messages";
import type { Scene } from "../naming/guidance";
import { nameOf, type Said } from "../naming/hand-names";
import { type Smoothed, smooth } from "../naming/smoothing";
import { adviceOn, type BoxMemory, remember } from "./guidance";
import { lookAt } from "./hand-in-box";

export class SilhouetteReader {
  private readonly none: LabelIndex;
  private smoothed: Smoothed | null = null;
  private memory: BoxMemory | null = null;
  private steady: Named = "none";

  constructor(readonly manifest: SilhouetteManifest) {
    this.none = manifest.labels.indexOf("none") as LabelIndex;
  }

  /** Takes an answer that came at `at` milliseconds. */
  take(answer: SilhouetteAnswer, at: number, { playing }: Scene): Said {
    const { smoothing, silhouette } = this.manifest;
    const { probabilities } = answer;
    this.smoothed = smooth(this.smoothed, probabilities, at, smoothing, this.none);
    const name = nameOf(this.smoothed, probabilities, this.manifest.labels, this.manifest);
    const { steady, confident } = name;
    const hand = lookAt(answer.mask, silhouette.width, silhouette.height);
    this.memory = remember(this.memory, { at, noise: answer.noise, steady, confident, hand, light: answer.light });
    const changed = steady !== this.steady;
    this.steady = steady;
    return { name, changed, advice: adviceOn(this.memory, playing), hands: [], noise: this.memory.noise };
  }

  /** What comes next has nothing to do with what came before: there is another background. */
  forget(): void {
    this.smoothed = null;
    this.memory = null;
    this.steady = "none";
  }
}
