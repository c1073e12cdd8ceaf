/** The pace of frames: all while the device keeps up, fewer while it does not, all again when it can. */

import { beforeEach, expect, test } from "vitest";
import { FrameThrottle } from "./frame-throttle";

const INTERVAL = 1000 / 30;
let told: number[];
let pace: FrameThrottle;
let at: number;
beforeEach(() => {
  told = [];
  at = 0;
  pace = new FrameThrottle((perSecond) => told.push(perSecond));
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
  expect(told).toEqual([15, 10]);
});

test("it recovers when it can, and a pace that swings is told once", () => {
  for (let i = 0; i < 3; i++) {
    run(8, 50);
    expect(run(8, 10)).toBeGreaterThanOrEqual(29);
  }
  expect(told).toEqual([15]);
});

test("at the border it does not swing", () => {
  const rates = Array.from({ length: 12 }, () => run(5, 31));
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(29);
});

test("a hidden page is no slow camera", () => {
  run(3, 20);
  at += 60_000;
  run(3, 20);
  expect(told).toEqual([]);
});
