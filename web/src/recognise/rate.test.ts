/** The rate of the last second. */

import { expect, test } from "vitest";
import { Rate } from "./answers";

test("thirty answers a second are 30, and a pause is forgotten after a second", () => {
  const rate = new Rate();
  expect(rate.tick(0)).toBe(0);
  let last = 0;
  for (let i = 1; i <= 60; i++) last = rate.tick((i * 1000) / 30);
  expect(last).toBeCloseTo(30, 5);
  expect(rate.tick(10_000)).toBe(0);
  expect(rate.tick(10_100)).toBeCloseTo(10, 5);
});
