/** The head: what its layers compute, and everything that does not fit the model it comes with. */

import { expect, test } from "vitest";
import type { HandManifest } from "../../shared/manifest";
import { toyFiles, toyModelFiles } from "../../testing/toy-hand-model";
import { Head, type Shown } from "./head";

const { manifest } = toyModelFiles();
const json = JSON.parse(String(toyFiles().get("head.json"))) as Record<string, unknown>;
const base64 = (...numbers: number[]): string => Buffer.from(Float32Array.from(numbers).buffer).toString("base64");

const shown: Shown = {
  left: 0.25 as Shown["left"],
  points: Float32Array.from({ length: 63 }, (_, i) => 0.5 + i),
  embedding: Float32Array.of(1, 2, 3, 4),
  square: { ux: 0.6, uy: -0.8 },
};

/** A head of two layers: one unit that sums what it is shown by weights, then two labels. */
function twoLayers(features: readonly string[], weights: readonly number[], activation = "relu"): Head {
  const labels = ["fist", "none"] as const;
  const layers = [
    { activation, units: 1, kernel: base64(...weights), bias: base64(0.5) },
    { activation: "softmax", units: 2, kernel: base64(1, 0), bias: base64(0, 0) },
  ];
  return Head.parse({ ...json, labels, features, layers }, { ...manifest, labels });
}

/** What the unit gave. */
const unitOf = (head: Head): number => {
  const [first, second] = head.classify(shown) as unknown as [number, number];
  return Math.log(first / second);
};

test.each([
  ["embedding", [0, 0, 0, 1], 4],
  ["turn", [1, 0], 0.6],
  ["turn", [0, -1], 0.8],
  ["side", [1], 0.25],
  ["points", [0, 0, 1, ...Array(60).fill(0)], 2],
  // From 2 to 4 it is 6 to the right and 6 down in the square, whose right is (.8, .6) and whose up is (.6, -.8).
  ["fingers", [1, ...Array(9).fill(0)], 1.2],
  ["fingers", [0, 1, ...Array(8).fill(0)], 8.4],
])("%s is shown as it is", (feature, weights, value) => {
  expect(unitOf(twoLayers([feature], weights))).toBeCloseTo(value + 0.5, 5);
});

test("features follow each other as they are named", () => {
  expect(unitOf(twoLayers(["side", "turn"], [0, 1, 0]))).toBeCloseTo(1.1, 5);
  expect(unitOf(twoLayers(["turn", "side"], [0, 0, 1]))).toBeCloseTo(0.75, 5);
});

test("relu lets nothing negative through, linear does", () => {
  expect(unitOf(twoLayers(["side"], [-4], "relu"))).toBeCloseTo(0, 5);
  expect(unitOf(twoLayers(["side"], [-4], "linear"))).toBeCloseTo(-0.5, 5);
});

test("probabilities sum up to one, however large the sums are", () => {
  const probabilities = twoLayers(["side"], [4e6]).classify(shown);
  expect([...probabilities]).toEqual([1, 0]);
});

test.each<[string, object, string]>([
  ["of another backbone", { backbone: "f".repeat(64) }, "this head belongs to another backbone"],
  ["with labels in another order", { labels: [...manifest.labels].reverse() }, "head.labels must be those"],
  ["with fewer labels", { labels: manifest.labels.slice(1) }, "head.labels must be those"],
  ["with an unknown feature", { features: ["smell"] }, "head.features[0] must be one of"],
  [
    "that is shown more than its weights are for",
    { features: ["embedding", "turn", "side", "points"] },
    "head.layers[0].kernel",
  ],
  ["without layers", { layers: [] }, "head.layers must be layers that end in softmax of 8 labels"],
  ["with an unknown field", { more: 1 }, "head.more must be absent"],
])("a head %s is refused", (_, changes, words) => {
  expect(() => Head.parse({ ...json, ...changes }, manifest)).toThrow(words);
});

test.each<[string, object, string]>([
  ["no base64", { kernel: "§" }, "head.layers[0].kernel must be 56 numbers in base64"],
  ["too few numbers", { kernel: base64(1, 2) }, "head.layers[0].kernel must be 56 numbers"],
  ["no numbers", { bias: base64(...Array(8).fill(Number.NaN)) }, "head.layers[0].bias must be 8 numbers"],
  ["an unknown activation", { activation: "tanh" }, "head.layers[0].activation must be one of"],
  ["no softmax at its end", { activation: "linear" }, "head.layers must be layers that end in softmax"],
])("a layer with %s is refused", (_, changes, words) => {
  const [layer] = json.layers as object[];
  expect(() => Head.parse({ ...json, layers: [{ ...layer, ...changes }] }, manifest)).toThrow(words);
});

test("a manifest without its backbone's weights has no head that fits", () => {
  const without = { ...manifest, files: [] } as HandManifest;
  expect(() => Head.parse(json, without)).toThrow("belongs to another backbone");
});
