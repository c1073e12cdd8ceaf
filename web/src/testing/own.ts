/** Hands of many poses as own examples hold them. */

import { encodePoints } from "../shared/hand-numbers";
import type { HandSeen } from "../shared/messages";
import { handAt } from "./hands";

/** A hand of one of a thousand poses, each far enough from the others. */
export function posed(pose: number): HandSeen {
  const hand = handAt(1, "none");
  const squarePoints = hand.squarePoints.map((each, i) =>
    i % 3 < 2 ? each + 0.3 * Math.sin(7 * pose + i * (pose + 1)) : each,
  );
  return { ...hand, squarePoints };
}

/** Its numbers. */
export function numbersOf(pose: number): Uint8Array {
  return encodePoints(posed(pose), 4);
}
