/** The game's rules: every order is balanced, and results count what was right and what was taken for what. */

import { describe, expect, test } from "vitest";
import type { Gesture } from "../shared/gestures";
import { mostOften, orderOf, resultOf } from "./game-rules";

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
