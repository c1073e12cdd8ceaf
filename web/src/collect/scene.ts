/** What a frame was like, as samples tell of it. */

import type { Sample } from "../api/batch";
import { boxAround } from "../shared/box";
import type { Answer, HandSeen, Size } from "../shared/messages";
import type { Tracked } from "./tracking";

export type Scene = NonNullable<Sample["scene"]>;

/** The server takes no larger hand: it would be four times as long as the frame is high. */
const LARGEST = 4;

/** Light, hands and the size of the first one, with what was counted of hands since the sample before. */
export function sceneOf(answer: Answer, tracked: Tracked): Scene {
  const light = Math.min(1, Math.max(0, answer.light.mean));
  if (answer.way !== "hand") return { light, hands: null, hand_size: null, ...tracked };
  const [first] = answer.hands;
  return {
    light,
    hands: answer.hands.length,
    hand_size: first === undefined ? null : sizeOf(first, answer),
    ...tracked,
  };
}

/** The longer side of the box around a hand, in shorter sides of the frame. */
function sizeOf({ points }: HandSeen, { width, height }: Size): number {
  const box = boxAround(points);
  return Math.min(LARGEST, Math.max(box.width, box.height) / Math.min(width, height));
}
