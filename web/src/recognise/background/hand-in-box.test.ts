/** What is told of a hand, on silhouettes that are drawn here. */

import { describe, expect, test } from "vitest";
import { lookAt } from "./hand-in-box";

const SIDE = 128;
/** Left, top, right, bottom; the last two are left out. */
type Rectangle = readonly [number, number, number, number];

function silhouette(...rectangles: readonly Rectangle[]): Uint8Array {
  const mask = new Uint8Array(SIDE * SIDE);
  for (const [left, top, right, bottom] of rectangles) {
    for (let y = top; y < bottom; y++) mask.fill(255, y * SIDE + left, y * SIDE + right);
  }
  return mask;
}

const isCut = (rectangles: readonly Rectangle[]): boolean => lookAt(silhouette(...rectangles), SIDE, SIDE).cut;

const PALM: Rectangle = [40, 40, 90, 90];
const ARM_BELOW: Rectangle = [50, 90, 80, 128];

test("the area is a share of the box", () => {
  expect(lookAt(silhouette([0, 0, 64, 32]), SIDE, SIDE).area).toBe(0.125);
  expect(lookAt(silhouette(), SIDE, SIDE)).toEqual({ area: 0, cut: false });
});

describe("a hand is whole", () => {
  test.each<[string, Rectangle[]]>([
    ["that floats", [PALM]],
    ["whose arm comes from below", [PALM, ARM_BELOW]],
    ["whose arm comes from the left", [PALM, [0, 50, 40, 80]]],
    ["whose arm comes from a corner", [PALM, [80, 80, 128, 128]]],
    ["with a speck at the other edge", [PALM, ARM_BELOW, [60, 0, 64, 3]]],
    ["whose arm ends two pixels before the edge", [PALM, [50, 90, 80, 126]]],
  ])("%s", (_, rectangles) => {
    expect(isCut(rectangles)).toBe(false);
  });
});

describe("a hand is cut off", () => {
  test.each<[string, Rectangle[]]>([
    ["whose fingers leave the box at the top", [[40, 0, 80, 128]]],
    ["whose fingers leave it across from an arm from the right", [[0, 40, 128, 70]]],
    ["whose fingers reach the band along the edge", [[40, 2, 80, 128]]],
    ["that touches three edges", [PALM, ARM_BELOW, [90, 50, 128, 60], [0, 50, 40, 60]]],
  ])("%s", (_, rectangles) => {
    expect(isCut(rectangles)).toBe(true);
  });
});
