/** The outbox' rules: what becomes of samples for every answer, and how long to wait. */

import { expect, test } from "vitest";
import { isWorthSplitting, outcomeOfResult, outcomeOfStatus, waitAfter } from "../../../web/src/outbox/rules";

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
  [401, "retry"],
  [403, "drop"],
  [404, "drop"],
  [408, "retry"],
  [413, "drop"],
  [422, "drop"],
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
  expect([1, 2, 3, 4].map((failures) => waitAfter(failures, null))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waitAfter(50, null)).toBe(60_000);
  expect(waitAfter(1, 30)).toBe(30_000);
  expect(waitAfter(1, 300)).toBe(300_000);
  expect(waitAfter(6, 1)).toBe(32_000);
});
