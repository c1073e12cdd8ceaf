/** The outbox' rules: what becomes of samples for every answer, and how long to wait. */

import { expect, test } from "vitest";
import { isWorthSplitting, outcomeOfResult, outcomeOfStatus, waitAfter } from "./rules";

test.each([
  ["stored", "done"],
  ["duplicate", "done"],
  ["refused", "drop"],
] as const)("a sample that is %s: %s", (status, outcome) => {
  expect(outcomeOfResult(status)).toBe(outcome);
});

test.each([
  [0, "retry"],
  [400, "drop"],
  [401, "ask"],
  [403, "drop"],
  [404, "drop"],
  [408, "retry"],
  [409, "ask"],
  [413, "drop"],
  [422, "drop"],
  [425, "retry"],
  [429, "retry"],
  [500, "retry"],
  [502, "retry"],
  [503, "retry"],
])("a batch that is answered %d: %s", (status, outcome) => {
  expect(outcomeOfStatus(status)).toBe(outcome);
});

test("only a batch that may hold one bad sample is split", () => {
  expect([400, 413, 422, 403, 404].map(isWorthSplitting)).toEqual([true, true, true, false, false]);
});

test("waits double up to a minute, and never undercut the server's wish", () => {
  expect([1, 2, 3, 4].map((failures) => waitAfter(failures, null, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waitAfter(50, null, 0)).toBe(60_000);
  expect(waitAfter(1, 30, 0)).toBe(30_000);
  expect(waitAfter(1, 300, 0)).toBe(300_000);
  expect(waitAfter(6, 1, 0)).toBe(32_000);
});

test("chance adds up to half of a wait and takes nothing off it", () => {
  expect([0, 0.5, 1].map((chance) => waitAfter(1, 30, chance))).toEqual([30_000, 37_500, 45_000]);
});
