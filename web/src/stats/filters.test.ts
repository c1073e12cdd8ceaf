/** Filters there and back: what an address says is what the server is asked, and what is no filter is left out. */

import { expect, test } from "vitest";
import { type Filters, filtersIn, queryOf } from "./filters";

const EVERY: Filters = {
  model: "20261122-1a2b3c4d",
  from: "2026-11-01",
  to: "2026-11-22",
  device: "Chromium, Linux & co",
  label_source: "prompted",
  people: "equal",
};

test("all filters survive the way into an address and back", () => {
  expect(filtersIn(new URLSearchParams(queryOf(EVERY)))).toEqual(EVERY);
  expect(filtersIn(new URLSearchParams(""))).toEqual({});
  expect(queryOf({})).toBe("");
});

test("the query is the server's, always in one order", () => {
  const { model, ...others } = EVERY;
  const given = new URLSearchParams({ ...others, ...(model === undefined ? {} : { model }) });
  expect(queryOf(filtersIn(given))).toBe(
    "?model=20261122-1a2b3c4d&from=2026-11-01&to=2026-11-22&device=Chromium%2C+Linux+%26+co&label_source=prompted" +
      "&people=equal",
  );
});

test.each([
  "?from=yesterday",
  "?from=2026-13-40",
  "?to=2026-1-1",
  "?label_source=free",
  "?people=unequal",
  "?model=&device=",
  "?utm_source=x",
])("%s is no filter", (query) => {
  expect(filtersIn(new URLSearchParams(query))).toEqual({});
});
