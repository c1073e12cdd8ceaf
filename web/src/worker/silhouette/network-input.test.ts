/** What networks are shown of silhouettes: both builds give the same bytes; training's tests say which. */

import { describe, expect, it, test } from "vitest";
import { builds } from "../../testing/kernel-builds";
import { startKernel } from "../frame/kernel";
import { networkInput } from "./network-input";

/** Rectangles: left, top, width, height. */
type White = readonly [number, number, number, number];

const pictures: readonly { name: string; width: number; height: number; white: readonly White[] }[] = [
  { name: "nothing", width: 128, height: 128, white: [] },
  { name: "everything", width: 128, height: 128, white: [[0, 0, 128, 128]] },
  {
    name: "a hand far away",
    width: 128,
    height: 128,
    white: [
      [60, 70, 11, 9],
      [63, 61, 3, 9],
    ],
  },
  {
    name: "a hand and a speck",
    width: 128,
    height: 128,
    white: [
      [30, 41, 37, 55],
      [120, 3, 2, 2],
    ],
  },
  {
    name: "an arm from a corner",
    width: 128,
    height: 128,
    white: [
      [70, 70, 58, 58],
      [51, 62, 40, 30],
    ],
  },
  { name: "not square", width: 97, height: 150, white: [[10, 20, 31, 77]] },
  { name: "small", width: 33, height: 20, white: [[30, 2, 3, 9]] },
  { name: "one pixel", width: 1, height: 1, white: [[0, 0, 1, 1]] },
];

function draw(width: number, height: number, white: readonly White[]): Uint8Array {
  const picture = new Uint8Array(width * height);
  for (const [left, top, wide, high] of white) {
    for (let y = top; y < top + high; y++) picture.fill(255, y * width + left, y * width + left + wide);
  }
  return picture;
}

describe.each(["hand", "silhouette"] as const)("a network that is shown the %s", (kind) => {
  const [vectors, plain] = [startKernel(builds.vectors()), startKernel(builds.plain())];

  it.each(pictures)("sees the same by both builds: $name", ({ width, height, white }) => {
    const picture = draw(width, height, white);
    for (const side of [64, 47]) {
      const input = { kind, width: side, height: side };
      const seen = networkInput(picture, width, height, input, vectors);
      expect(seen).toHaveLength(side * side);
      expect(seen.some((value) => value > 0)).toBe(white.length > 0);
      expect(networkInput(picture, width, height, input, plain)).toEqual(seen);
    }
  });
});

test("one pixel more is seen, and what was seen before stays", () => {
  const input = { kind: "hand", width: 64, height: 64 } as const;
  const picture = draw(128, 128, [
    [5, 20, 30, 41],
    [88, 30, 33, 45],
  ]);
  const before = networkInput(picture, 128, 128, input);
  const kept = before.slice();
  picture[40 * 128 + 60] = 255;
  expect(networkInput(picture, 128, 128, input)).not.toEqual(before);
  expect(before).toEqual(kept);
});

test("refuses a silhouette whose length does not fit, and one that is too large", () => {
  const input = { kind: "silhouette", width: 1, height: 1 } as const;
  expect(() => networkInput(new Uint8Array(5), 2, 2, input)).toThrow(RangeError);
  expect(() => networkInput(new Uint8Array(129), 129, 1, input)).toThrow("too large");
});
