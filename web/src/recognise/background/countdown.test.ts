/** The countdown: its seconds, its end, its stop, and the query that sets it. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Countdown, parseCountdown } from "./countdown";

let seen: (number | "over")[];
const make = (seconds: number): Countdown =>
  new Countdown(seconds, { onSecond: (left) => seen.push(left), onOver: () => seen.push("over") });

beforeEach(() => {
  seen = [];
  vi.useFakeTimers(); // three real seconds would only be waited for
});
afterEach(() => {
  vi.useRealTimers();
});

test("counts 3, 2, 1 and is over, once", () => {
  make(3).start();
  vi.advanceTimersByTime(10_000);
  expect(seen).toEqual([3, 2, 1, "over"]);
});

test("without seconds it is over at once", () => {
  make(0).start();
  expect(seen).toEqual(["over"]);
});

test("a stopped one has no end, a restarted one has one", () => {
  const countdown = make(2);
  countdown.start();
  vi.advanceTimersByTime(1_500);
  countdown.stop();
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual([2, 1]);
  countdown.start();
  countdown.start();
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual([2, 1, 2, 2, 1, "over"]);
});

test.each([
  [null, 3],
  ["", 3],
  ["0", 0],
  ["10", 10],
  ["-1", 3],
  ["1.5", 3],
  ["soon", 3],
  ["1000", 3],
])("?countdown=%s counts %d seconds", (query, seconds) => {
  expect(parseCountdown(query)).toBe(seconds);
});
