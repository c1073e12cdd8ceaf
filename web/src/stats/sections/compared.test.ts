/** What is compared with has a name, its days in their places, and leaves no trace where nothing is known. */

import { expect, test } from "vitest";
import { ALONE, beside, besideDays, type Compared, daysOfBoth, nameOf, said } from "./compared";

const WEEK = { model: null, from: "2026-11-09", to: "2026-11-15" };
const OTHER = { model: "demo-older", from: "2026-11-16", to: "2026-11-22" };
const NAME = "Nov 9 – Nov 15";

const answer: Compared<Readonly<Record<string, number>>> = {
  compared: { "2026-11-09": 1, "2026-11-15": 7 },
  compared_with: WEEK,
};
const days = ["2026-11-16", "2026-11-17", "2026-11-22"];

test("the time before is named by its days, one day by itself, another model by its id", () => {
  expect(
    [WEEK, { ...WEEK, to: WEEK.from }, OTHER].map((compared_with) => nameOf({ ...answer, compared_with })),
  ).toEqual([NAME, "Nov 9", "demo-older"]);
});

test("the first day stands at the first, the last at the last; another model at the same days", () => {
  const then = besideDays(answer, days, (compared, day) => compared[day]);
  expect(then.series).toEqual([{ name: NAME, values: [1, null, 7], isCompared: true }]);
  expect([then.heading("Recall"), then.at(2)]).toEqual([[`Recall, ${NAME}`], [7]]);
  const same = { compared: { "2026-11-17": 5 }, compared_with: OTHER } as typeof answer;
  expect(besideDays(same, days, (compared, day) => compared[day]).series[0]?.values).toEqual([null, 5, null]);
});

test("days on which only the other has something are there, too", () => {
  expect(daysOfBoth(answer, ["2026-11-18"], (compared) => Object.keys(compared))).toEqual([
    ...["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"],
  ]);
});

test.each([ALONE, { compared: {}, compared_with: WEEK }])(
  "nothing known leaves no trace: %j",
  (nothing: Compared<object>) => {
    const then = beside(nothing, days, () => null);
    expect([then.series, then.points, then.at(0), then.heading("Recall")]).toEqual([[], [], [], []]);
    expect(said(nothing, () => null, String)).toBe("");
  },
);
