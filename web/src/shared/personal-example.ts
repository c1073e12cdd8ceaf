/** One example of a person's own gestures, as the page keeps it and the worker learns from it. */

import type { Gesture } from "./gestures";
import type { PictureKind } from "./manifest";

/** A silhouette as the network saw it, and the gesture that its owner says it is. */
export interface PersonalExample {
  readonly gesture: Gesture;
  /** Those that older pages kept have none: they are of all of the guide box. */
  readonly kind?: PictureKind;
  readonly width: number;
  readonly height: number;
  /** height × width bytes, 0 … 255. */
  readonly silhouette: Uint8Array;
}
