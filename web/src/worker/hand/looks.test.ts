/** Several looks at one hand: where, mirrored or not, and what their answers come to. */

import { expect, test } from "vitest";
import { furtherLooks, mirror, shownBy, together } from "./looks";
import type { HandOutput } from "./network";

const square = { cx: 40, cy: 30, size: 20, ux: 0, uy: -1 };

test("are of squares about the same centre, each with its mirrored picture; the plain look is not among them", () => {
  const looks = furtherLooks(square);
  expect(looks).toHaveLength(7);
  expect(looks).not.toContainEqual({ square, isMirrored: false });
  expect(looks).toContainEqual({ square, isMirrored: true });
  for (const { square: each } of looks) {
    expect([each.cx, each.cy]).toEqual([40, 30]);
    expect(Math.hypot(each.ux, each.uy)).toBeCloseTo(1);
    expect(each.size).toBeGreaterThan(16);
  }
  expect(new Set(looks.map(({ square: { ux } }) => ux.toFixed(2))).size).toBe(3);
});

test("a mirrored picture has its columns in reverse, each with its colours, and is itself again after two", () => {
  const rgb = Uint8Array.from([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29,
  ]);
  const before = rgb.slice();
  mirror(rgb, 3);
  expect([...rgb.subarray(0, 9)]).toEqual([7, 8, 9, 4, 5, 6, 1, 2, 3]);
  expect([...rgb.subarray(18)]).toEqual([27, 28, 29, 24, 25, 26, 21, 22, 23]);
  mirror(rgb, 3);
  expect(rgb).toEqual(before);
});

test("the head is shown a mirrored look as of a frame that is mirrored, too", () => {
  const output = { points: new Float32Array(63) } as HandOutput;
  const turned = { ...square, ux: 0.6, uy: -0.8 };
  expect(shownBy({ square: turned, isMirrored: true }, output).square).toEqual({ ux: -0.6, uy: -0.8 });
  expect(shownBy({ square: turned, isMirrored: false }, output).square).toEqual(turned);
});

test("answers come to their geometric mean, and one is itself", () => {
  const one = Float32Array.of(0.9, 0.1);
  expect(together([one])).toBe(one);
  const [first, second] = together([one, Float32Array.of(0.5, 0.5)]) as unknown as [number, number];
  expect(first + second).toBeCloseTo(1);
  expect(first / second).toBeCloseTo(3); // the root of 9 × 1
});

test("no look alone can rule out what all others see", () => {
  const [first] = together([Float32Array.of(0, 1), ...Array(7).fill(Float32Array.of(0.999, 0.001))]) as unknown as [
    number,
  ];
  expect(first).toBeGreaterThan(0.9);
});
