/** Hands as the worker tells of them, and the model that sees them, for tests that need no network. */

import type { Label, LabelIndex, Milliseconds, Probability } from "../shared/gestures";
import type { HandManifest } from "../shared/manifest";
import type { HandSeen, HandsAnswer, Light } from "../shared/messages";

export const handManifest: HandManifest = {
  id: "20261127-1a2b3c4d",
  way: "hand",
  labels: ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "okay", "peace", "none"],
  finder: { graph: "finder.json", side: 128, score: 0.5 as Probability, flops: 1 },
  backbone: {
    graph: "backbone.json",
    weights: "backbone.bin",
    side: 128,
    embedding: 4,
    presence: 0.5 as Probability,
    flops: 1,
  },
  head: "head.json",
  smoothing: {
    timeConstant: 100 as Milliseconds,
    enter: 0.6 as Probability,
    leave: 0.4 as Probability,
    dwell: 100 as Milliseconds,
  },
  thresholds: { gesture: 0.7 as Probability },
  golden: "golden.json",
  files: [],
};

/** Of a picture in daylight. */
export const LIT: Light = { mean: 0.5, spread: 0.2, lit: 0.9, repeats: false };

/** `p` for a label, and what is left of 1 for the others alike. */
export function probabilitiesOf(label: Label, p: number): Float32Array {
  const { labels } = handManifest;
  const values = Float32Array.from(labels, () => (1 - p) / (labels.length - 1));
  values[labels.indexOf(label) as LabelIndex] = p;
  return values;
}

/** A hand of `size` pixels whose wrist is at the bottom of a box around (x, y), in a frame's pixels. */
export function handAt(
  id: number,
  label: Label,
  p = 0.95,
  { x = 320, y = 240, size = 200, left = 0.1 } = {},
): HandSeen {
  const shares = new Float32Array(63);
  for (let i = 0; i < 21; i++) shares.set([0.25 + 0.5 * ((i % 5) / 4), 0.8 - 0.6 * (i / 20), 0], 3 * i);
  const points = shares.map((share, i) => [x + (share - 0.5) * size, y + (share - 0.5) * size, 0][i % 3] as number);
  return {
    id,
    probabilities: probabilitiesOf(label, p),
    personal: null,
    challenger: null,
    presence: 0.99 as Probability,
    left: left as Probability,
    points,
    squarePoints: shares,
    embedding: new Float32Array(4),
    square: { cx: x, cy: y, size, ux: 0, uy: -1 },
  };
}

/** What the worker says of a frame of 640×480 with these hands. */
export function handsAnswer(number: number, ...hands: readonly HandSeen[]): HandsAnswer {
  return {
    kind: "answer",
    way: "hand",
    number,
    width: 640,
    height: 480,
    hands,
    cameraMs: 0.5 as Milliseconds,
    findMs: 1 as Milliseconds,
    inferenceMs: 4 as Milliseconds,
    light: LIT,
  };
}
