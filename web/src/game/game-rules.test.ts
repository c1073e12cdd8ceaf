/** The game's rules: every order is balanced, and results count what was right and what was taken for what. */

import { describe, expect, test } from "vitest";
import type { Gesture } from "../shared/gestures";
import { mostOften, orderOf, resultOf, streaksOf, type Turn } from "./game-rules";

const GESTURES: readonly Gesture[] = ["thumbs_up", "l", "fist", "open_palm", "closed_palm"];

/** A generator whose numbers are always the same for a seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (1103515245 * state + 12345) % 2147483648;
    return state / 2147483648;
  };
}

describe("an order", () => {
  test("has each gesture equally often in each round, never one twice in a row", () => {
    for (let seed = 0; seed < 200; seed++) {
      const order = orderOf(GESTURES, 3, chance(seed));
      for (let round = 0; round < 3; round++) {
        expect(order.slice(5 * round, 5 * round + 5).sort()).toEqual([...GESTURES].sort());
      }
    }
    const repeats = Array.from({ length: 200 }, (_, seed) => orderOf(GESTURES, 3, chance(seed))).filter((order) =>
      order.some((gesture, i) => gesture === order[i - 1]),
    );
    expect(repeats).toEqual([]);
  });

  test("is another one each time", () => {
    const orders = new Set(Array.from({ length: 50 }, (_, seed) => orderOf(GESTURES, 2, chance(seed)).join()));
    expect(orders.size).toBeGreaterThan(40);
  });
});

test("what was named most often counts, and nothing where there was no answer", () => {
  expect(mostOften(["none", "l", "fist", "l", "none", "l"])).toBe("l");
  expect(mostOften([])).toBeNull();
});

test("a streak ends with a turn that was not right, and the longest one is remembered", () => {
  const [right, wrong]: Turn[] = [
    { asked: "fist", named: "fist" },
    { asked: "l", named: "none" },
  ];
  const streaks = (...turns: readonly (Turn | undefined)[]) => streaksOf(turns.filter((turn) => turn !== undefined));
  expect(streaks()).toEqual({ now: 0, longest: 0 });
  expect(streaks(right, right, wrong)).toEqual({ now: 0, longest: 2 });
  expect(streaks(right, right, wrong, right)).toEqual({ now: 1, longest: 2 });
  expect(streaks(wrong, right, right, right)).toEqual({ now: 3, longest: 3 });
});

test("a result counts right turns, and confusions by how often they happened", () => {
  const turns = [
    { asked: "fist", named: "fist" },
    { asked: "l", named: "thumbs_up" },
    { asked: "open_palm", named: "none" },
    { asked: "open_palm", named: "none" },
  ] as const;
  expect(resultOf(turns)).toEqual({
    right: 1,
    confused: [
      { asked: "open_palm", named: "none", times: 2 },
      { asked: "l", named: "thumbs_up", times: 1 },
    ],
  });
  expect(resultOf([])).toEqual({ right: 0, confused: [] });
});
