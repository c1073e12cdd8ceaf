/**
 * Compares this device with the golden answers of a model of hands.
 *
 * Training wrote them. Each stage is shown what training saw, so that one deviation does not hide behind another.
 */

import { type Label, mostLikely } from "../../shared/gestures";
import type { HandManifest } from "../../shared/manifest";
import type { Square } from "../../shared/messages";
import { exactly, finite, integer, list, oneOf, ShapeError, sha256, text } from "../../shared/strict";
import { hexOfSha256 } from "../network/download";
import { type Comparison, nextTask, type Pause, some, unpack } from "../network/golden";
import type { HandModel } from "./model";
import { HandRecogniser } from "./recogniser";

interface GoldenHand {
  /** The square that finder and backbone settle on. */
  readonly square: Square;
  /** Of the bytes of exactly that square. */
  readonly cropSha256: string;
  /** What the backbone says of it: probabilities, and 21 × (x, y, z) in shares of its side. */
  readonly presence: number;
  readonly left: number;
  readonly points: readonly number[];
  readonly label: Label;
  readonly probabilities: readonly number[];
}

interface GoldenCase {
  readonly width: number;
  readonly height: number;
  /** Deflated, in base64: width × height × 4 bytes. */
  readonly rgba: string;
  readonly hands: readonly GoldenHand[];
}

export interface HandGolden {
  readonly tolerance: { readonly points: number; readonly probabilities: number };
  readonly cases: readonly GoldenCase[];
}

/** What differs. */
export interface HandComparison extends Comparison {
  /** Frames in which another number of hands is found. */
  readonly otherCounts: number;
  /** Hands that are found elsewhere. */
  readonly otherSquares: number;
  /** Squares whose crop has another byte somewhere. */
  readonly otherCrops: number;
  /** Squares in which a point lies elsewhere. */
  readonly otherPoints: number;
  readonly otherLabels: number;
}

const POINTS = 63;
/** Shares of a square's side, and of its unit vector, by which it may be off. */
const SQUARE_TOLERANCE = 0.02;

/** Reads golden.json. Throws ShapeError. */
export function parseHandGolden(value: unknown, manifest: HandManifest): HandGolden {
  const fields = exactly(value, "golden", ["tolerance", "cases"]);
  const tolerance = exactly(fields.tolerance, "golden.tolerance", ["points", "probabilities"]);
  return {
    tolerance: {
      points: finite(tolerance.points, "golden.tolerance.points", 0, 1),
      probabilities: finite(tolerance.probabilities, "golden.tolerance.probabilities", 0, 1),
    },
    cases: some(fields.cases, "golden.cases").map((each, i) => parseCase(each, `golden.cases[${i}]`, manifest)),
  };
}

/** Shows every golden frame to the model as if it were the first, a few milliseconds at a time. */
export async function compareHands(
  golden: HandGolden,
  model: HandModel,
  pause: Pause = nextTask,
): Promise<HandComparison> {
  const recogniser = new HandRecogniser(model);
  const found = { otherCounts: 0, otherSquares: 0, otherCrops: 0, otherPoints: 0, otherLabels: 0, farthest: 0 };
  for (const { width, height, rgba, hands } of golden.cases) {
    const frame = await unpack(rgba);
    await pause();
    const seen = recogniser.search(frame, width, height).hands;
    if (seen.length !== hands.length) found.otherCounts++;
    for (const hand of hands) {
      await pause();
      if (!seen.some(({ square }) => isNear(square, hand.square))) found.otherSquares++;
      const { output, bytes } = recogniser.look(hand.square);
      if ((await hexOfSha256(bytes)) !== hand.cropSha256) found.otherCrops++;
      if (!(farthest(output.points, hand.points) <= golden.tolerance.points)) found.otherPoints++;
      const probabilities = model.head.classify({ ...output, square: hand.square });
      if (model.manifest.labels[mostLikely(probabilities)] !== hand.label) found.otherLabels++;
      const off = farthest(
        [output.presence, output.left, ...probabilities],
        [hand.presence, hand.left, ...hand.probabilities],
      );
      found.farthest = Math.max(found.farthest, off);
    }
  }
  const { otherCounts, otherSquares, otherCrops, otherPoints, otherLabels } = found;
  const others = otherCounts + otherSquares + otherCrops + otherPoints + otherLabels;
  return {
    ...found,
    frames: golden.cases.length,
    differences:
      `${otherCounts} other numbers of hands, ${otherSquares} other places, ${otherCrops} other crops, ` +
      `${otherPoints} other points and ${otherLabels} other names`,
    passed: others === 0 && found.farthest <= golden.tolerance.probabilities, // NaN is not within any tolerance
  };
}

function isNear(a: Square, b: Square): boolean {
  const isInPlace = farthest([a.cx, a.cy, a.size], [b.cx, b.cy, b.size]) <= SQUARE_TOLERANCE * b.size;
  return isInPlace && farthest([a.ux, a.uy], [b.ux, b.uy]) <= SQUARE_TOLERANCE;
}

/** The largest difference; NaN where one is no number. */
function farthest(numbers: ArrayLike<number>, others: readonly number[]): number {
  return others.reduce((most, other, i) => Math.max(most, Math.abs(other - (numbers[i] as number))), 0);
}

function parseCase(value: unknown, path: string, manifest: HandManifest): GoldenCase {
  const fields = exactly(value, path, ["width", "height", "rgba", "hands"]);
  return {
    width: integer(fields.width, `${path}.width`, 1),
    height: integer(fields.height, `${path}.height`, 1),
    rgba: text(fields.rgba, `${path}.rgba`),
    hands: list(fields.hands, `${path}.hands`).map((each, i) => parseHand(each, `${path}.hands[${i}]`, manifest)),
  };
}

const HAND_FIELDS = ["square", "crop_sha256", "presence", "left", "points", "label", "probabilities"] as const;

function parseHand(value: unknown, path: string, { labels }: HandManifest): GoldenHand {
  const fields = exactly(value, path, HAND_FIELDS);
  const numbers = (name: "points" | "probabilities", count: number, least: number, most: number): number[] => {
    const found = list(fields[name], `${path}.${name}`);
    if (found.length !== count) throw new ShapeError(`${path}.${name}`, `${count} numbers`);
    return found.map((each, i) => finite(each, `${path}.${name}[${i}]`, least, most));
  };
  return {
    square: parseSquare(fields.square, `${path}.square`),
    cropSha256: sha256(fields.crop_sha256, `${path}.crop_sha256`),
    presence: finite(fields.presence, `${path}.presence`, 0, 1),
    left: finite(fields.left, `${path}.left`, 0, 1),
    points: numbers("points", POINTS, -Number.MAX_VALUE, Number.MAX_VALUE),
    label: oneOf(fields.label, `${path}.label`, labels),
    probabilities: numbers("probabilities", labels.length, 0, 1),
  };
}

function parseSquare(value: unknown, path: string): Square {
  const fields = exactly(value, path, ["cx", "cy", "size", "ux", "uy"]);
  const number = (name: keyof Square, least: number, most: number): number =>
    finite(fields[name], `${path}.${name}`, least, most);
  const far = 2 ** 16;
  return {
    cx: number("cx", -far, far),
    cy: number("cy", -far, far),
    size: number("size", Number.MIN_VALUE, far),
    ux: number("ux", -1, 1),
    uy: number("uy", -1, 1),
  };
}
