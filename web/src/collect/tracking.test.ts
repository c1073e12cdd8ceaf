/** Tracking: time with a hand, and hands that are lost, from made answers. */

import { expect, test } from "vitest";
import { handAt, handsAnswer } from "../testing/hands";
import { Tracking } from "./tracking";

/** What is counted of frames 40 ms apart, each with the hands of these ids. */
function trackedOf(frames: readonly (readonly number[])[], { every = 40 } = {}): unknown {
  const tracking = new Tracking();
  frames.forEach((ids, i) => {
    tracking.consider(handsAnswer(i, ...ids.map((id) => handAt(id, "fist"))), i * every);
  });
  return tracking.take();
}

test.each([
  ["a hand that stays", [[1], [1], [1]], { followed_ms: 80, lost: 0 }],
  ["nothing without hands", [[], [], []], { followed_ms: 0, lost: 0 }],
  ["one that is lost and found again", [[1], [], [2], [2]], { followed_ms: 80, lost: 1 }],
  ["one that another number takes over at once", [[1], [2]], { followed_ms: 40, lost: 1 }],
  ["one that is taken away", [[1], [], []], { followed_ms: 40, lost: 0 }],
  ["one that comes back after a second", [[1], ...Array(26).fill([]), [2]], { followed_ms: 40, lost: 0 }],
  ["a second hand beside the first", [[1], [1, 2], [1, 2]], { followed_ms: 80, lost: 0 }],
  ["two that are both lost", [[1, 2], [], [3, 4]], { followed_ms: 40, lost: 2 }],
])("%s", (_, frames, expected) => {
  expect(trackedOf(frames as number[][])).toEqual(expected);
});

test("frames that come late are no row, and what is taken begins anew", () => {
  expect(trackedOf([[1], [2]], { every: 300 })).toEqual({ followed_ms: 0, lost: 0 });
  const tracking = new Tracking();
  tracking.consider(handsAnswer(1, handAt(1, "fist")), 0);
  tracking.consider(handsAnswer(2, handAt(1, "fist")), 100);
  expect(tracking.take()).toEqual({ followed_ms: 100, lost: 0 });
  expect(tracking.take()).toEqual({ followed_ms: 0, lost: 0 });
});
