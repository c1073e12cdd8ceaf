/** The golden answers of a model of hands, of the frames that the toy model is shown: what training would write. */

import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { mostLikely } from "../shared/gestures";
import type { HandModel } from "../worker/hand/model";
import { HandRecogniser } from "../worker/hand/recogniser";
import { type Blob, frameWith, RED, YELLOW } from "./toy-hand-model";

type Json = Record<string, unknown>;

/** Pixels of a frame. */
export const SIDE = 128;
/** A hand, two, and an empty room. */
const SCENES: readonly (readonly Blob[])[] = [
  [{ x: 1, y: 2, colour: RED }],
  [
    { x: 0, y: 1, colour: YELLOW },
    { x: 3, y: 2, colour: RED },
  ],
  [],
];

/** One case for each scene. */
export function goldenOf(one: HandModel, scenes = SCENES): Json {
  const recogniser = new HandRecogniser(one);
  const cases = scenes.map((blobs): Json => {
    recogniser.reset();
    const rgba = frameWith(blobs, SIDE);
    const hands = recogniser.search(rgba, SIDE, SIDE).hands.map((hand): Json => {
      const { bytes } = recogniser.look(hand.square);
      return {
        square: hand.square,
        crop_sha256: createHash("sha256").update(bytes).digest("hex"),
        presence: hand.presence,
        left: hand.left,
        points: [...hand.squarePoints],
        label: one.manifest.labels[mostLikely(hand.probabilities)],
        probabilities: [...hand.probabilities],
      };
    });
    return { width: SIDE, height: SIDE, rgba: deflateSync(rgba).toString("base64"), hands };
  });
  return { tolerance: { points: 0.01, probabilities: 0.02 }, cases };
}
