/** What the network saw: an input of each way, and by how much two of them differ. */

import { expect, test } from "vitest";
import { encodePoints } from "../shared/hand-numbers";
import { parseManifest } from "../shared/manifest";
import { exampleManifest } from "../testing/example-manifest";
import { handAt, handManifest, handsAnswer } from "../testing/hands";
import { difference, type NetworkInput, networkInputOf } from "./network-input";

const of = (kind: NetworkInput["kind"], bytes: Uint8Array): NetworkInput => ({ kind, width: 4, height: 1, bytes });

test.each([
  [[255, 255, 0, 0], [255, 255, 0, 0], 0],
  [[0, 0, 0, 0], [0, 0, 0, 0], 0],
  [[255, 255, 0, 0], [255, 0, 0, 0], 0.5],
  [[255, 0, 0, 0], [0, 255, 0, 0], 1],
  [[0, 0], [0, 0, 0], 1], // of another model's size
])("silhouettes %j and %j differ by %d", (a, b, expected) => {
  expect(difference(of("silhouette", Uint8Array.from(a)), of("silhouette", Uint8Array.from(b)))).toBeCloseTo(expected);
});

test("inputs of two kinds have nothing in common", () => {
  const bytes = new Uint8Array(4 * 71);
  expect(difference(of("silhouette", bytes), of("hand", bytes))).toBe(1);
  expect(difference(of("silhouette", bytes), of("points", bytes))).toBe(1);
});

test("points differ by how far apart they lie; none and none do not", () => {
  const [hand, none] = [of("points", encodePoints(handAt(1, "l"), 4)), of("points", encodePoints(null, 4))];
  expect(difference(hand, hand)).toBe(0);
  expect(difference(none, none)).toBe(0);
  expect(difference(hand, none)).toBeGreaterThan(0.9);
});

test("an answer of one way is not one of a model of the other", () => {
  const manifest = parseManifest(exampleManifest);
  expect(() => networkInputOf({ manifest, answer: handsAnswer(1) })).toThrow(RangeError);
  expect(networkInputOf({ manifest: handManifest, answer: handsAnswer(1) })).toMatchObject({
    kind: "points",
    width: 4,
  });
});
