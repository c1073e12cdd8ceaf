/** The pace of what must not happen too often. */

import { expect, test } from "vitest";
import { Pace } from "./pace";

test("is due at first, then once an interval, and at once after a restart", () => {
  const pace = new Pace(100);
  expect([0, 50, 99, 100, 150, 230].map((at) => pace.isDue(at))).toEqual([true, false, false, true, false, true]);
  pace.restart();
  expect(pace.isDue(231)).toBe(true);
});
