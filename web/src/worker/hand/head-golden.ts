/** The golden answers of a head alone: what it says of hands' numbers, so that it is proved without any network. */

import type { HandManifest } from "../../shared/manifest";
import { exactly, finite, list, record, ShapeError } from "../../shared/strict";
import { floats } from "../network/floats";
import { some } from "../network/golden";
import { Head, type Shown } from "./head";

/** A hand, and the labels' probabilities that training computed for it. */
interface Case {
  readonly shown: Shown;
  readonly probabilities: readonly number[];
}

/** Training computes with the same 32 bits, in another order. */
const TOLERANCE = 1e-3;
const POINTS = 63;
/** Where the numbers of a hand begin: presence, left, the points, the vector that is up, the embedding. */
const LEFT = 1;
const FIRST_POINT = 2;
const UP = FIRST_POINT + POINTS;
const EMBEDDING = UP + 2;

/** Reads head.json. Throws as Head.parse does, and where the head answers otherwise on this device than in training. */
export function provenHead(value: unknown, manifest: HandManifest): Head {
  const head = Head.parse(value, manifest);
  const cases = some(record(value, "head").golden, "head.golden");
  const apart = cases.flatMap((each, i) => {
    const { shown, probabilities } = parseCase(each, `head.golden[${i}]`, manifest);
    const ours = head.classify(shown);
    return probabilities.map((one, k) => Math.abs(one - (ours[k] as number)));
  });
  const farthest = Math.max(...apart);
  if (farthest <= TOLERANCE) return head; // NaN is not within any tolerance
  throw new Error(
    `its head does not answer here as it did in training: probabilities up to ${farthest.toFixed(3)} off`,
  );
}

function parseCase(value: unknown, path: string, { backbone, labels }: HandManifest): Case {
  const fields = exactly(value, path, ["hand", "probabilities"]);
  const probabilities = list(fields.probabilities, `${path}.probabilities`);
  if (probabilities.length !== labels.length) throw new ShapeError(`${path}.probabilities`, `${labels.length} numbers`);
  return {
    shown: handIn(floats(fields.hand, `${path}.hand`, EMBEDDING + backbone.embedding)),
    probabilities: probabilities.map((one, k) => finite(one, `${path}.probabilities[${k}]`, 0, 1)),
  };
}

function handIn(numbers: Float32Array): Shown {
  const [ux, uy] = numbers.subarray(UP) as unknown as [number, number];
  return {
    left: numbers[LEFT] as Shown["left"],
    points: numbers.subarray(FIRST_POINT, UP),
    square: { ux, uy },
    embedding: numbers.subarray(EMBEDDING),
  };
}
