/** What the network saw and said, as samples hold it, for answers of either way. */

import type { InputKind } from "../api/batch";
import { distanceOf, encodePoints } from "../shared/hand-numbers";
import type { Manifest } from "../shared/manifest";
import type { Answer } from "../shared/messages";

export interface NetworkInput {
  readonly kind: InputKind;
  readonly width: number;
  readonly height: number;
  /** A silhouette's pixels, or the numbers of a hand. */
  readonly bytes: Uint8Array;
}

/** An answer of a model, as far as samples tell of it. */
export interface Answered {
  readonly manifest: Manifest;
  readonly answer: Answer;
}

/** Points that lie so much farther apart differ by as much as silhouettes: 4 % of a hand's height is a tenth. */
const POINTS_COUNT = 4;

/** What the network saw; of hands it is that of the first one. Throws a RangeError where the model is of another way. */
export function networkInputOf({ manifest, answer }: Answered): NetworkInput {
  if (manifest.way === "silhouette" && answer.way === "silhouette") {
    return { ...manifest.input, bytes: answer.silhouette };
  }
  if (manifest.way !== "hand" || answer.way !== "hand") throw new RangeError(`${manifest.id} has not answered`);
  const width = manifest.backbone.embedding;
  return { kind: "points", width, height: 1, bytes: encodePoints(answer.hands[0] ?? null, width) };
}

/** The network's own probabilities, whatever a person taught the page; where no hand is seen, `none` for certain. */
export function probabilitiesOf({ manifest, answer }: Answered): Float32Array {
  if (answer.way === "silhouette") return answer.probabilities;
  const none = (): Float32Array => Float32Array.from(manifest.labels, (label) => Number(label === "none"));
  return answer.hands[0]?.probabilities ?? none();
}

/** By how much two inputs differ, as a share of the larger hand, 0 … 1. */
export function difference(a: NetworkInput, b: NetworkInput): number {
  if (a.kind !== b.kind || a.bytes.length !== b.bytes.length) return 1;
  if (a.kind === "points") return Math.min(1, POINTS_COUNT * distanceOf(a.bytes, b.bytes));
  return differenceOfSilhouettes(a.bytes, b.bytes);
}

/** Two empty ones do not differ. */
function differenceOfSilhouettes(a: Uint8Array, b: Uint8Array): number {
  let apart = 0;
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    apart += Math.abs(x - y);
    sumA += x;
    sumB += y;
  }
  return apart === 0 ? 0 : Math.min(1, apart / Math.max(sumA, sumB));
}
