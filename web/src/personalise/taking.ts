/** Takes a few silhouettes of one gesture, apart in time. */

import type { Gesture } from "../shared/gestures";
import type { SilhouetteManifest } from "../shared/manifest";
import type { PersonalExample, SilhouetteAnswer } from "../shared/messages";

export const EXAMPLES = 5;
/** The hand moves between two examples. */
const EVERY_MS = 400;
/** A hand fills more of the box than this share. */
const LEAST_WHITE = 0.02;

/** Examples of one gesture, until there are five. */
export class Taking {
  private readonly taken: PersonalExample[] = [];
  private last = Number.NEGATIVE_INFINITY;

  /** `input` is what the network is shown; nothing is taken before `start`, in milliseconds of the page's clock. */
  constructor(
    readonly gesture: Gesture,
    private readonly input: SilhouetteManifest["input"],
    private readonly start: number,
  ) {}

  /** So many are there. */
  get count(): number {
    return this.taken.length;
  }

  /** All of them, or null while some are missing. */
  get examples(): readonly PersonalExample[] | null {
    return this.taken.length < EXAMPLES ? null : this.taken;
  }

  /** Looks at an answer; gives whether its silhouette became an example. An empty box does not. */
  consider({ silhouette }: Pick<SilhouetteAnswer, "silhouette">, at: number): boolean {
    if (at < this.start || at - this.last < EVERY_MS || this.examples !== null || !showsHand(silhouette)) return false;
    this.last = at;
    this.taken.push({ gesture: this.gesture, ...this.input, silhouette: Uint8Array.from(silhouette) });
    return true;
  }
}

function showsHand(silhouette: Uint8Array): boolean {
  return silhouette.reduce((sum, value) => sum + value, 0) > silhouette.length * 255 * LEAST_WHITE;
}
