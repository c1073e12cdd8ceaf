/** What lies behind the hand of a picture: a wall with light from one side, also where an arm crosses the rim. */

import { expect, test } from "vitest";
import { behindHand, readAsSilhouette } from "./rim";

const SIDE = 96;
const WHOLE = { left: 0, top: 0 };
type Paint = (x: number, y: number) => readonly [number, number, number];

function paint(colour: Paint): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  for (let i = 0; i < SIDE * SIDE; i++) rgba.set(colour(i % SIDE, Math.floor(i / SIDE)), 4 * i);
  return rgba;
}

const wall: Paint = (x, y) => [120 + x / 3, 150 - y / 4, 160 + x / 6 + y / 6];
const isArm = (x: number, y: number): boolean => Math.hypot(x - 48, y - 40) < 26 || (y > 40 && Math.abs(x - 50) < 14);

test("the wall is found behind a hand whose arm crosses the rim", () => {
  const fitted = behindHand(
    paint((x, y) => (isArm(x, y) ? [206, 150, 120] : wall(x, y))),
    SIDE,
    WHOLE,
  );
  const truth = paint(wall);
  const farthest = fitted.reduce((most, value, i) => Math.max(most, Math.abs(value - (truth[i] as number))), 0);
  expect(farthest).toBeLessThanOrEqual(3);
});

test.each([
  ["black on white", 0, 255],
  ["white on black", 255, 0],
])("a silhouette of %s is taken as it is, the hand in white", (_, hand, ground) => {
  const drawn = paint((x, y) => Array(3).fill(isArm(x, y) ? hand : ground) as [number, number, number]);
  expect(readAsSilhouette(drawn, SIDE, WHOLE)).toEqual(
    new Uint8ClampedArray(paint((x, y) => Array(3).fill(isArm(x, y) ? 255 : 0) as [number, number, number])),
  );
});

test("a picture with colours or greys is no silhouette", () => {
  expect(
    readAsSilhouette(
      paint((x, y) => (isArm(x, y) ? [206, 150, 120] : wall(x, y))),
      SIDE,
      WHOLE,
    ),
  ).toBeNull();
  expect(
    readAsSilhouette(
      paint((x, y) => (isArm(x, y) ? [255, 255, 255] : [128, 128, 128])),
      SIDE,
      WHOLE,
    ),
  ).toBeNull();
});
