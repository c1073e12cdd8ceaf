/** Samples a day: the limit, over reloads, over midnight, and where nothing can be stored. */

import { expect, test } from "vitest";
import { DayQuota } from "./day-quota";

function storage(first: string | null = null): { getItem(): string | null; setItem(_: string, value: string): void } {
  let stored = first;
  return {
    getItem: () => stored,
    setItem: (_, value) => {
      stored = value;
    },
  };
}

const takeAll = (quota: DayQuota): number => {
  let taken = 0;
  while (taken < 9_999 && quota.take("change")) taken++;
  return taken;
};

test("a day holds 500 changes of the label, also after a reload, and the next day again", () => {
  const store = storage();
  expect(takeAll(new DayQuota(store, () => "2026-11-22"))).toBe(500);
  expect(takeAll(new DayQuota(store, () => "2026-11-22"))).toBe(0);
  expect(new DayQuota(store, () => "2026-11-22").take("prompted")).toBe(true);
  expect(takeAll(new DayQuota(store, () => "2026-11-23"))).toBe(500);
});

test.each([
  ["no store", null],
  ["a store that is full", { getItem: () => null, setItem: full }],
  ["what another page wrote", storage('"x"')],
])("%s: this opening still counts", (_, store) => {
  const quota = new DayQuota(store, () => "2026-11-22");
  expect([takeAll(quota), takeAll(quota)]).toEqual([500, 0]);
});

function full(): never {
  throw new DOMException("full", "QuotaExceededError");
}
