/** The pace of frames: all while the device keeps up, fewer while it does not, all again when it can. */

import { beforeEach, expect, test } from "vitest";
import { FrameThrottle } from "./frame-throttle";

const INTERVAL = 1000 / 30;
let told: [number, boolean][];
let pace: FrameThrottle;
let at: number;
beforeEach(() => {
  told = [];
  at = 0;
  pace = new FrameThrottle((perSecond, isEvery) => told.push([perSecond, isEvery]));
});

/** Frames of that many seconds, each answered after `busyMs`; how many were taken in the last second. */
function run(seconds: number, busyMs: number): number {
  let taken = 0;
  const end = at + 1000 * seconds;
  for (; at < end; at += INTERVAL) {
    if (!pace.takes(at)) continue;
    if (at >= end - 1000) taken++;
    pace.answered(busyMs, at);
  }
  return taken;
}

test("a device that keeps up takes every frame and hears nothing of it", () => {
  expect(run(10, 12)).toBeGreaterThanOrEqual(29);
  expect(told).toEqual([]);
});

test("one slow answer changes nothing, not even the first one", () => {
  pace.takes(at);
  pace.answered(300, at);
  run(5, 8);
  pace.answered(300, at);
  run(5, 8);
  expect(told).toEqual([]);
});

test("a device of 80 ms an answer takes every third frame, and is told so", () => {
  expect(run(12, 80)).toBe(10);
  expect(told).toEqual([
    [15, false],
    [10, false],
  ]);
});

test("it recovers when it can, which is told as every frame", () => {
  run(8, 50);
  expect(run(8, 10)).toBeGreaterThanOrEqual(29);
  expect(told).toEqual([
    [15, false],
    [30, true],
  ]);
});

test("at the border it does not swing", () => {
  run(60, 31);
  expect(told.length).toBeLessThanOrEqual(1);
});

test("a hidden page is no slow camera", () => {
  run(3, 20);
  at += 60_000;
  run(3, 20);
  expect(told).toEqual([]);
});
