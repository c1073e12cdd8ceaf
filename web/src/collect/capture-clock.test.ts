/** The time of capture while the device's clock is set. */

import { expect, test } from "vitest";
import { CaptureClock } from "./capture-clock";

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;

/** Times that the clock gives while the device's own goes `steps` milliseconds ahead or back, a second each. */
function times(...steps: number[]): number[] {
  let wall = NOON;
  let tick = 0;
  const clock = new CaptureClock(
    () => wall,
    () => tick,
  );
  return [0, ...steps].map((step) => {
    wall += step;
    tick += 1_000;
    return Date.parse(clock.now()) - NOON;
  });
}

test("is the device's", () => {
  expect(times(1_000, 5_000)).toEqual([0, 1_000, 6_000]);
});

test("goes on where the device's clock goes back a little, until that has caught up", () => {
  expect(times(-HOUR, 1_000, 2 * HOUR)).toEqual([0, 1_000, 2_000, HOUR + 1_000]);
});

test("follows a clock that was wrong by days", () => {
  expect(times(-72 * HOUR, 1_000)).toEqual([0, -72 * HOUR, -72 * HOUR + 1_000]);
});
