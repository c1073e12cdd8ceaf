/** The light of a frame: how bright, how even, and whether it is the one before. */

import { expect, test } from "vitest";
import { isBlack } from "../../shared/light";
import { LightMeter } from "./light";

function grey(width: number, height: number, luma: (x: number, y: number) => number): Uint8Array {
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) rgba.fill(luma(i % width, Math.floor(i / width)), 4 * i, 4 * i + 3);
  return rgba;
}

test.each([
  [640, 480],
  [3840, 2160],
  [7, 5],
])("mean and spread of %d×%d are those of all of it", (width, height) => {
  const even = new LightMeter().measure(
    grey(width, height, () => 51),
    width,
    height,
  );
  expect([even.mean, even.spread]).toEqual([expect.closeTo(0.2, 2), expect.closeTo(0, 2)]);
  const halves = new LightMeter().measure(
    grey(width, height, (x) => (x < width / 2 ? 0 : 255)),
    width,
    height,
  );
  expect([halves.mean, halves.spread]).toEqual([expect.closeTo(0.5, 0), expect.closeTo(0.5, 1)]);
});

test("a frame that is the one before says so, whatever came in between", () => {
  const meter = new LightMeter();
  const [one, other] = [grey(64, 48, (x) => x), grey(64, 48, (x, y) => (x === 9 && y === 9 ? 200 : x))];
  const repeats = [one, one, other, one, one].map((rgba) => meter.measure(rgba, 64, 48).repeats);
  expect(repeats).toEqual([false, true, false, false, true]);
});

test.each([
  ["a shut cover, with its noise", (x: number) => 3 + (x % 4), true],
  ["a sign that there is no picture", (x: number, y: number) => (x < 4 && y < 4 ? 200 : 2), true],
  ["a dark room with a lit screen", (x: number) => (x < 4 ? 160 : 4), false],
  ["a dim room", (x: number) => 12 + (x % 9), false],
])("%s: black is %s", (_, luma, black) => {
  expect(isBlack(new LightMeter().measure(grey(64, 48, luma), 64, 48))).toBe(black);
});
