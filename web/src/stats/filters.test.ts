/** What is shown and counted, there and back: what an address says is what the server is asked. */

import { describe, expect, test } from "vitest";
import { type Filters, filtersIn, periodOf, queryFor } from "./filters";
import { queryOf, viewIn, viewOf } from "./view";

const EVERY: Filters = {
  from: "2026-11-01",
  to: "2026-11-22",
  model: "20261122-1a2b3c4d",
  device: "Chromium, Linux & co",
  device_class: "computer",
  label_source: "both",
  people: "equal",
  compare: "older",
};
const NOON = new Date("2026-11-28T12:00:00Z");

describe("an address", () => {
  test.each([EVERY, { days: "7" }, { days: "all", model: "older" }, {}] satisfies Filters[])("keeps %j", (filters) => {
    expect(viewIn(new URLSearchParams(queryOf({ tab: "speed", filters })))).toEqual({ tab: "speed", filters });
  });

  test("has all in one order, and nothing that is as usual", () => {
    const { model, ...others } = EVERY;
    const given = new URLSearchParams({ ...others, ...(model === undefined ? {} : { model }) });
    expect(queryOf({ tab: "overview", filters: filtersIn(given) })).toBe(
      "?from=2026-11-01&to=2026-11-22&model=20261122-1a2b3c4d&device_class=computer" +
        "&device=Chromium%2C+Linux+%26+co&label_source=both&people=equal&compare=older",
    );
    expect(queryOf({ tab: "overview", filters: {} })).toBe("");
  });

  test.each([
    "?from=yesterday",
    "?from=2026-13-40",
    "?from=2026-02-30",
    "?to=1999-12-31",
    "?to=2026-1-1",
    "?days=28",
    "?days=3",
    "?label_source=free",
    "?label_source=prompted",
    "?compare=previous",
    "?device_class=watch",
    "?people=unequal",
    "?model=&device=",
    `?model=${"m".repeat(301)}`,
    "?tab=nothing",
    "?utm_source=x",
  ])("%s says nothing", (query) => {
    expect(viewIn(new URLSearchParams(query))).toEqual({ tab: "overview", filters: {} });
  });
});

test("the usual days are the last four weeks, move on with the days, and are compared with those before", () => {
  expect(queryFor({}, NOON)).toEqual({ from: "2026-11-01", to: "2026-11-28", compare: "previous" });
  expect(queryFor({ days: "1", model: "older", compare: "newer" }, NOON)).toEqual({
    from: "2026-11-28",
    to: "2026-11-28",
    model: "older",
    compare: "newer",
  });
  expect(queryFor({ days: "all" }, NOON)).toEqual({});
  expect(periodOf({ days: "90" })).toBe("90");
});

test("days of one's own are those and no others", () => {
  expect(filtersIn(new URLSearchParams("?days=7&from=2026-11-01"))).toEqual({ from: "2026-11-01" });
  expect(queryFor({ from: "2026-11-01" }, NOON)).toEqual({ from: "2026-11-01", compare: "previous" });
  expect(queryFor({ to: "2026-11-01" }, NOON)).toEqual({ to: "2026-11-01" });
  expect(periodOf({ to: "2026-11-01" })).toBeNull();
});

test("which mistakes are looked at is said where there are some, and nowhere else", () => {
  const filters = { label: "l", predicted: "fist" };
  expect(queryOf(viewOf("mistakes", filters))).toBe("?tab=mistakes&label=l&predicted=fist");
  expect(queryOf(viewOf("models", filters))).toBe("?tab=models");
  expect(queryFor({ days: "all", ...filters }, NOON)).toEqual({});
});
