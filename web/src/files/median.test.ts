/** What is there most of the time: the wall behind a hand that moves over it. */

import { expect, test } from "vitest";
import { middles } from "./median";

test("a hand that covers each place for a while is in none of the frames", () => {
  const frames = Array.from({ length: 21 }, (_, t) => {
    const frame = new Uint8ClampedArray(84).fill(100 + (t % 3));
    frame.fill(220, 4 * t, 4 * t + 16); // the hand, in a fifth of the frames over each byte
    return frame;
  });
  for (const middle of middles(frames)) {
    expect(Math.min(...middle)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...middle)).toBeLessThanOrEqual(102);
  }
});

test("frames that do not change are given as they are, also where there are few of them", () => {
  const frame = Uint8ClampedArray.of(1, 2, 3, 255);
  expect(middles([frame, frame])).toEqual(Array(5).fill(frame));
});
