/** Own gestures and own examples: what is near to them is called by their name, all else as before. */

import { describe, expect, test } from "vitest";
import type { Label } from "../../shared/gestures";
import { POINTS } from "../../shared/hand-numbers";
import type { HandManifest } from "../../shared/manifest";
import type { Named, OwnExample } from "../../shared/messages";
import { Head } from "./head";
import { OwnLayer, shownBy } from "./own-layer";

const labels: readonly Label[] = ["fist", "peace", "none"];
const weights = { path: "backbone.bin", bytes: 1, sha256: "ab".repeat(32) };
const manifest = {
  labels,
  files: [weights],
  backbone: { weights: weights.path, embedding: 2 },
} as unknown as HandManifest;
const base64 = (...numbers: number[]): string => Buffer.from(Float32Array.from(numbers).buffer).toString("base64");
const bytes = (...numbers: number[]): string => Buffer.from(Int8Array.from(numbers)).toString("base64");
const metric = {
  kernel: bytes(1, 0, 0, 1),
  scales: base64(1, 1),
  poses: bytes(10, 0, -10, 0, 0, 0),
  pose_step: 2,
};

/** Fist and peace lie at (20, 0) and (-20, 0), all of the middle is none; a hand's place is its embedding. */
const json = {
  backbone: weights.sha256,
  labels,
  features: ["embedding"],
  layers: [{ activation: "softmax", units: 3, kernel: base64(1, -1, 0, 0, 0, 0), bias: base64(-10, -10, 0) }],
  golden: [],
  metric,
};
const head = Head.parse(json, manifest);

const handAt = (x: number, y: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Float32Array.of(1, 0.5, ...Array(POINTS).fill(0.5), 0, -1, x, y).buffer);
const example = (of: Named, x: number, y: number): OwnExample => ({ of, hand: handAt(x, y) });
const classify = (layer: OwnLayer, x: number, y: number): number[] => {
  const shown = shownBy(handAt(x, y), 2);
  return [...layer.classify(shown, head.classify(shown))];
};
const most = (answer: readonly number[]): number => answer.indexOf(Math.max(...answer));

describe("own gestures", () => {
  const layer = OwnLayer.of(
    [example("own-00000001", 0, 39), example("own-00000001", 0, 41), example("own-00000002", 0, -40)],
    head,
    manifest,
  );

  test.each([
    ["near the first", 0, 44, 3],
    ["near the second", 1, -42, 4],
    ["what resembles nothing", 0, 0, 2],
    ["a little too far away", 0, 54, 2],
    ["a gesture of the model", 20, 0, 0],
  ])("%s", (_, x, y, named) => {
    const answer = classify(layer, x, y);
    expect(most(answer)).toBe(named);
    expect(answer.reduce((sum, each) => sum + each)).toBeCloseTo(1, 5);
  });

  test("one that the head says something else of is nearer to what it says", () => {
    const near = OwnLayer.of([example("own-00000001", 4, 0)], head, manifest);
    expect(classify(near, 9, 0)[3]).toBeGreaterThan(0.99);
    expect(classify(near, 14, 0)[3]).toBeLessThan(0.5);
  });

  test("one has less room towards a pose that people show", () => {
    const near = OwnLayer.of([example("own-00000001", 0, 8)], head, manifest);
    expect(most(classify(near, 0, 14))).toBe(3);
    expect(most(classify(near, 0, 2))).toBe(2);
  });

  test("an example far from the others speaks for its own neighbourhood", () => {
    const places = [0, 1, 2, 3, 60].map((y) => example("own-00000001", 0, y));
    const two = OwnLayer.of(places, head, manifest);
    expect([0, 60, 40].map((y) => most(classify(two, 0, y)))).toEqual([3, 3, 2]);
  });
});

describe("own examples of labels", () => {
  const layer = OwnLayer.of([example("fist", 8, 0), example("none", 20, 20)], head, manifest);

  test("pull what is near to them", () => {
    expect(most([...head.classify(shownBy(handAt(8, 1), 2))])).toBe(2);
    expect(most(classify(layer, 8, 1))).toBe(0);
  });

  test("and change nothing elsewhere", () => {
    for (const [x, y] of [
      [-20, 0],
      [0, 30],
      [40, 0],
    ] as const) {
      const before = [...head.classify(shownBy(handAt(x, y), 2))];
      const after = classify(layer, x, y);
      for (const [i, each] of after.entries()) expect(each).toBeCloseTo(before[i] as number, 4);
    }
  });

  test("take back from an own gesture what was corrected, unless an example of it is nearer", () => {
    const both = OwnLayer.of([example("own-00000001", 0, 40), example("peace", 4, 40)], head, manifest);
    expect(most(classify(both, 4, 40))).not.toBe(3);
    expect(most(classify(both, 0, 40))).toBe(3);
  });
});

test("examples of another model, and a head without a metric, are refused", () => {
  const short = { of: "fist" as const, hand: handAt(0, 0).slice(4) };
  expect(() => OwnLayer.of([short], head, manifest)).toThrow("of another model");
  const { metric: _, ...without } = json;
  const examples = [example("fist", 0, 0)];
  expect(() => OwnLayer.of(examples, Head.parse(without, manifest), manifest)).toThrow("cannot tell own gestures");
});

test.each([
  ["no fields", {}],
  ["a kernel of another length", { ...metric, kernel: "AAA=" }],
  ["half a pose", { ...metric, poses: "AAAA" }],
  ["no step of the poses", { ...metric, pose_step: null }],
  ["no base64", { ...metric, kernel: "?" }],
  ["no numbers", { ...metric, scales: base64(Number.NaN, 1) }],
])("a metric with %s is refused", (_, wrong) => {
  expect(() => Head.parse({ ...json, metric: wrong }, manifest)).toThrow("head.metric");
});

test("of twenty own gestures none is seen where all are far", () => {
  const examples = Array.from({ length: 600 }, (_, i) =>
    example(`own-${String(i % 20).padStart(8, "0")}`, 100 + (i % 20) * 30, i / 100),
  );
  expect(most(classify(OwnLayer.of(examples, head, manifest), 0, 0))).toBe(2);
});
