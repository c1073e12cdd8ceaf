/** Swipes and waves in made paths of one hand, and what is none although it moves. */

import { expect, test } from "vitest";
import type { HandPoints } from "./path";
import { type Moved, Swipes } from "./swipes";

const PALM = 80;
const STEP_MS = 1000 / 30;
type Point = readonly [number, number];
type Points = HandPoints["points"];

/** An upright hand around (x, y), in palms: open, or with its fingers in the palm. */
function handAt([x, y]: Point, isOpen = true): Points {
  const flat: Point[] = [[0, 0.6]];
  for (let i = 0; i < 4; i++) flat.push([-0.3 - 0.15 * i, 0.3 - 0.2 * i]);
  for (const across of [-0.35, -0.05, 0.2, 0.42]) {
    for (const up of isOpen ? [0, 0.5, 0.8, 1] : [0, 0.2, -0.2, -0.3]) flat.push([across, -0.4 - up]);
  }
  return flat.map(([dx, dy]) => [320 + PALM * (x + dx), 240 + PALM * (y + dy), 0] as const);
}

/** From 0 to 1 between two moments, in milliseconds, as arms move. */
function eased(at: number, from: number, to: number): number {
  const t = Math.min(Math.max((at - from) / (to - from), 0), 1);
  return t ** 3 * (10 - 15 * t + 6 * t * t);
}

interface Film {
  readonly place: (at: number) => Point;
  readonly isOpen?: boolean;
  /** The hand's number at a moment; null: it is not seen. */
  readonly id?: (at: number) => number | null;
  readonly isMirrored?: boolean;
  readonly hands?: (points: Points) => readonly HandPoints[];
}

/** What is named in two and a half seconds. */
function namedIn({ place, isOpen = true, id = () => 1, isMirrored = true, hands }: Film): Moved[] {
  const swipes = new Swipes();
  const named: Moved[] = [];
  for (let at = 0; at < 2500; at += STEP_MS) {
    const number = id(at);
    const points = handAt(place(at), isOpen);
    const seen = number === null ? [] : (hands?.(points) ?? [{ id: number, points }]);
    const moved = swipes.take(seen, at, isMirrored);
    if (moved !== null) named.push(moved);
  }
  return named;
}

const movements = (film: Film): string[] => namedIn(film).map(({ movement }) => movement);
const stroke = (x: number, y: number, took = 250) => ({
  place: (at: number): Point => [x * eased(at, 600, 600 + took), y * eased(at, 600, 600 + took)],
});

test.each([
  [-2.5, 0, "swipe-right"],
  [2.5, 0.4, "swipe-left"],
  [0.3, -2.5, "swipe-up"],
  [0, 2.5, "swipe-down"],
])("an open hand that goes by (%d, %d) palms in the frame does what is seen in the mirror: %s", (x, y, movement) => {
  expect(namedIn(stroke(x, y))).toEqual([{ movement, id: 1 }]);
});

test("sides are those of the picture where it is no mirror", () => {
  expect(movements({ ...stroke(2.5, 0), isMirrored: false })).toEqual(["swipe-right"]);
});

test("the way back is no swipe to the other side, soon or late", () => {
  for (const back of [1000, 1200, 1500]) {
    const place = (at: number): Point => [2.5 * (eased(at, 600, 850) - eased(at, back, back + 300)), 0];
    expect(movements({ place })).toEqual(["swipe-left"]);
  }
});

test("a hand that is lost in its own blur and found under another number goes on", () => {
  const id = (at: number): number | null => (at < 650 ? 1 : at < 720 ? null : 2);
  expect(namedIn({ ...stroke(2.5, 0, 350), id })).toEqual([{ movement: "swipe-left", id: 2 }]);
});

test("too slow, too short, aslant, with a closed hand or towards the camera is none", () => {
  expect(movements(stroke(2.5, 0, 1200))).toEqual([]);
  expect(movements(stroke(1, 0))).toEqual([]);
  expect(movements(stroke(2, 2))).toEqual([]);
  expect(movements({ ...stroke(2.5, 0), isOpen: false })).toEqual([]);
  const grows = (points: Points): HandPoints[] => {
    const scale = 1 + 0.004 * Math.max((points[0]?.[0] ?? 0) - 320, 0);
    return [
      { id: 1, points: points.map(([x, y, z]) => [320 + scale * (x - 320), 240 + scale * (y - 240), z] as const) },
    ];
  };
  expect(movements({ ...stroke(2.5, 0), hands: grows })).toEqual([]);
});

test("a hand that comes in, goes out, or is another one all at once is none", () => {
  expect(movements({ ...stroke(0, -2.5), id: (at) => (at < 620 ? null : 1) })).toEqual([]);
  expect(movements({ ...stroke(0, 2.5), id: (at) => (at < 780 ? 1 : null) })).toEqual([]);
  expect(movements({ place: (at) => [at < 600 ? 0 : 2.5, 0], id: (at) => (at < 600 ? 1 : 2) })).toEqual([]);
});

test("to and fro is a wave, once, and no swipe", () => {
  const wave = (turns: number, swing: number) => ({
    place: (at: number): Point => [
      swing * Math.sin((2 * Math.PI * Math.min(Math.max(at - 600, 0), 400 * turns)) / 400),
      0,
    ],
  });
  expect(movements(wave(4, 0.6))).toEqual(["wave"]);
  expect(movements(wave(1, 0.6))).toEqual([]);
  expect(movements(wave(4, 0.15))).toEqual([]);
  expect(movements({ ...wave(4, 0.6), isOpen: false })).toEqual([]);
});

test("what was before another picture is forgotten", () => {
  const swipes = new Swipes();
  const hand = (x: number): HandPoints[] => [{ id: 1, points: handAt([x, 0]) }];
  for (let at = 0; at < 800; at += STEP_MS) {
    expect(swipes.take(hand(2.5 * eased(at, 600, 850)), at, true)).toBeNull();
  }
  swipes.forget();
  for (let at = 800; at < 1500; at += STEP_MS) expect(swipes.take(hand(2.5), at, true)).toBeNull();
});
