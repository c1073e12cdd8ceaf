/** A background is taken of what stays as it is: not of what moves, nor of black. */

import { beforeEach, expect, test } from "vitest";
import { BackgroundGuard } from "./background-guard";

const SIDE = 336;
type Luma = (x: number, y: number) => number;
let guard: BackgroundGuard;
beforeEach(() => {
  guard = new BackgroundGuard();
});

/** A wall with paper, a rail and a picture on it. */
const room: Luma = (x, y) => 128 + 20 * Math.sin(x / 5) - (y > 200 && y < 230 ? 60 : 0) + (x > 250 && y < 90 ? 70 : 0);

const look = (luma: Luma): ReturnType<BackgroundGuard["look"]> => {
  const rgba = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const value = luma(i % SIDE, Math.floor(i / SIDE));
    rgba.fill(value, 4 * i, 4 * i + 3);
  }
  return guard.look(rgba, SIDE, SIDE);
};

const noise = (i: number): number => 5 * Math.sin(12.9898 * i * (i + 1));

test.each<[string, (frame: number) => Luma]>([
  ["a sensor's noise", (k) => (x, y) => room(x, y) + noise(x * 7 + y * 13 + k)],
  ["a lamp that flickers", (k) => (x, y) => room(x, y) * (1 + 0.15 * Math.sin(2 * k))],
  ["a lamp that flickers in bands", (k) => (x, y) => room(x, y) * (1 + 0.12 * Math.sin(y / 25 + 2 * k))],
  ["exposure that settles", (k) => (x, y) => room(x, y) * (0.7 + 0.03 * k)],
  ["a hand that holds the camera", (k) => (x, y) => room(x + 5 * Math.sin(k), y + 4 * Math.cos(k))],
])("%s is no trouble", (_, frame) => {
  expect(Array.from({ length: 10 }, (__, k) => look(frame(k)))).toEqual(Array(10).fill(null));
});

test("what comes into the box moves, and what stays in it then is calm", () => {
  const hand =
    (left: number): Luma =>
    (x, y) =>
      x > left && x < left + 90 && y > 120 ? 205 : room(x, y);
  expect([room, room, hand(280), hand(240), hand(200), hand(200), hand(200)].map(look)).toEqual([
    null,
    null,
    "moving",
    "moving",
    "moving",
    null,
    null,
  ]);
});

test("black is no background, and what comes after it is a beginning", () => {
  expect([room, () => 2, () => 2, room, room].map(look)).toEqual([null, "black", "black", null, null]);
});

test("after a reset the first frame is compared with nothing", () => {
  look(room);
  guard.reset();
  expect(look(() => 200)).toBeNull();
});
