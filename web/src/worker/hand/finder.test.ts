/** Palms of the finder's numbers: each anchor's place, the threshold, overlaps, and numbers that are none. */

import { beforeAll, describe, expect, test } from "vitest";
import { wasmFolder } from "../../evaluate/classify";
import { FINDER_SIDE, frameWith, toyModelFiles } from "../../testing/toy-hand-model";
import { liveTensors, startBackend } from "../network/backend";
import { Cropper } from "./crop";
import { Finder, overlap, palmsOf } from "./finder";

const SIDE = 128;
const FINE = 2 * 16 * 16;
const COUNT = FINE + 6 * 8 * 8;

interface Anchor {
  readonly logit: number;
  readonly box?: readonly [dx: number, dy: number, width: number, height: number];
  readonly points?: readonly number[];
}

/** The network's numbers where only these anchors say something. */
function numbersOf(anchors: Readonly<Record<number, Anchor>>): Float32Array {
  const numbers = new Float32Array(COUNT * 19);
  for (let i = 0; i < COUNT; i++) numbers[19 * i] = -100;
  for (const [i, { logit, box = [0, 0, 20, 20], points = Array(14).fill(0) }] of Object.entries(anchors)) {
    numbers.set([logit, ...box, ...points], 19 * Number(i));
  }
  return numbers;
}

describe("an anchor", () => {
  const points = [1, 10, 0, 0, -2, -9, ...Array(8).fill(0)];

  test.each([
    ["the first of the fine cells", 0, [4, 4]],
    ["the second of the same cell", 1, [4, 4]],
    ["a fine cell in row 2, column 3", 2 * (2 * 16 + 3), [28, 20]],
    ["the first of the coarse cells", FINE, [8, 8]],
    ["the last", COUNT - 1, [120, 120]],
  ])("lies where its cell lies: %s", (_, i, [x, y]) => {
    const [palm] = palmsOf(numbersOf({ [i as number]: { logit: 2, box: [3, -2, 20, 10], points } }), SIDE, 0.5);
    const [cx, cy] = [x as number, y as number];
    expect(palm).toEqual({
      score: 1 / (1 + Math.exp(-2)),
      left: cx + 3 - 10,
      top: cy - 2 - 5,
      width: 20,
      height: 10,
      wrist: [cx + 1, cy + 10],
      knuckle: [cx - 2, cy - 9],
    });
  });
});

test("what is less sure than asked for is none, and no logit is too large", () => {
  expect(palmsOf(numbersOf({ 7: { logit: 0.1 } }), SIDE, 0.53)).toEqual([]);
  expect(palmsOf(numbersOf({ 7: { logit: 0.1 } }), SIDE, 0.52)).toHaveLength(1);
  expect(palmsOf(numbersOf({ 7: { logit: 1e30 } }), SIDE, 0.5)[0]?.score).toBe(1);
  expect(palmsOf(numbersOf({ 7: { logit: -1e30 } }), SIDE, 0)[0]?.score).toBeGreaterThan(0); // e**-80
});

test("of palms that overlap the surest stays, and of others the two surest", () => {
  const found = palmsOf(
    numbersOf({
      0: { logit: 1 },
      1: { logit: 3 }, // in the same place
      [2 * 8]: { logit: 2 },
      [2 * 16 * 8]: { logit: 1.5 },
      [FINE]: { logit: 2.5, box: [-4, -4, 20, 20] }, // again in the first one's place
    }),
    SIDE,
    0.5,
  );
  expect(found.map(({ left, top }) => [left, top])).toEqual([
    [-6, -6],
    [58, -6],
  ]);
  expect(found[0]?.score).toBeGreaterThan(found[1]?.score as number);
});

test("numbers that are none are no palm", () => {
  const nan = Number.NaN;
  expect(palmsOf(numbersOf({ 3: { logit: nan } }), SIDE, 0.5)).toEqual([]);
  expect(palmsOf(numbersOf({ 3: { logit: 3, box: [0, 0, nan, 10] } }), SIDE, 0.5)).toEqual([]);
  expect(palmsOf(numbersOf({ 3: { logit: 3, box: [0, 0, -5, 10] } }), SIDE, 0.5)).toEqual([]);
  expect(() => palmsOf(new Float32Array(19), SIDE, 0.5)).toThrow("not those of 896 anchors");
});

test("overlap is the intersection over the union", () => {
  const box = { left: 0, top: 0, width: 10, height: 10 };
  expect(overlap(box, box)).toBe(1);
  expect(overlap(box, { ...box, left: 5 })).toBeCloseTo(1 / 3);
  expect(overlap(box, { ...box, left: 10 })).toBe(0);
});

describe("the network", () => {
  beforeAll(() => startBackend(wasmFolder()));

  test("finds what is in the frame, keeps no tensors, and refuses another picture", () => {
    const before = liveTensors();
    const finder = Finder.load(toyModelFiles());
    const loaded = liveTensors();
    const cropper = new Cropper();
    cropper.take(frameWith([{ x: 2, y: 1 }]), 128, 128);
    const found = finder.find(cropper.crop(cropper.whole(), FINDER_SIDE));
    expect(found).toMatchObject([{ left: 16, top: 8, width: 8, height: 8, wrist: [20, 16], knuckle: [20, 8] }]);
    expect(() => finder.find(new Uint8Array(5))).toThrow("5 bytes are not a picture");
    expect(liveTensors()).toBe(loaded);
    finder.dispose();
    expect(liveTensors()).toBe(before);
  });

  test("of another side than the manifest says is refused, and freed", () => {
    const before = liveTensors();
    const files = toyModelFiles();
    const manifest = { ...files.manifest, finder: { ...files.manifest.finder, side: 64 } };
    expect(() => Finder.load({ ...files, manifest })).toThrow();
    expect(liveTensors()).toBe(before);
  });
});
