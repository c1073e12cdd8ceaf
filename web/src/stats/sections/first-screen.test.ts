// @vitest-environment jsdom
/** What the first screen's three figures say and in which order. */

import { describe, expect, test } from "vitest";
import type { Groups, Overview } from "../answers";
import type { ColumnsSpec, RowsSpec } from "../charts/spec";
import type { FigureContent } from "../figure";
import { ALONE } from "./compared";
import { groupPictures, weakestGroups } from "./groups";
import { recallByNeed } from "./need";
import { accuracyByDay } from "./progress";

const rate = (share: number, n = 100) => ({
  correct: Math.round(share * n),
  n,
  rate: share,
  low: share - 0.1,
  high: share + 0.1,
  people: null,
});
const FEW = { correct: 2, n: 3, rate: null, low: null, high: null, people: null };
const NONE = { ...FEW, correct: 0, n: 0 };

function content(given: FigureContent | string): FigureContent {
  if (typeof given === "string") throw new Error(given);
  return given;
}
const texts = (given: FigureContent | string): string[][] =>
  content(given).table.rows.map((cells) => cells.map(({ text }) => text.replaceAll("\u00a0", " ")));

describe("recall by gesture", () => {
  const report = (...recalls: [gesture: string, recall: typeof FEW | ReturnType<typeof rate>][]) => ({
    enough: 10,
    per_gesture: recalls.map(([gesture, recall]) => ({ gesture, recall, precision: NONE, f1: null })),
  });
  const now = report(["fist", rate(0.9)], ["okay", FEW], ["l", rate(0.6)], ["peace", NONE]);

  test("begins with what needs work most; what has too few labels comes last, what has none not at all", () => {
    const figure = content(recallByNeed({ report: now, compared: null } as unknown as Overview));
    const [chart] = figure.charts as RowsSpec[];
    expect(chart?.rows.map(({ name, note, choice }) => [name, note.replace("\u00a0", " "), choice])).toEqual([
      ["L", "60 %", { label: "l" }],
      ["Fist", "90 %", { label: "fist" }],
      ["Okay", "3 labels", { label: "okay" }],
    ]);
    expect(figure.summary.replace("\u00a0", " ")).toBe(
      "L needs work most: 60.0 % of its labelled samples were correct.",
    );
  });

  test("has the period before, or the other model, beside it", () => {
    const compared = { report: report(["l", rate(0.4)]) };
    const compared_with = { model: null, from: "2026-10-04", to: "2026-10-31" };
    const figure = content(recallByNeed({ report: now, compared, compared_with } as unknown as Overview));
    expect(texts(figure)[0]).toEqual(["L", "60.0 %", "50 – 70 %", "60 of 100", "40.0 %"]);
    expect(figure.table.headings.at(-1)).toBe("Recall, Oct 4 – Oct 31");
    expect((figure.charts as RowsSpec[])[0]?.rows[0]?.values).toEqual([0.6, 0.4]);
    expect(figure.summary.replaceAll("\u00a0", " ")).toMatch(/were correct\. Oct 4 – Oct 31: 40\.0 %\.$/);
  });

  test("before the first label says how to give one", () => {
    expect(recallByNeed({ report: report(["l", NONE]), compared: null } as unknown as Overview)).toMatch(
      /press its key/,
    );
  });
});

describe("the weakest groups", () => {
  const group = { gesture: "l", device_class: "handheld", light: "dim", ...rate(0.5, 40) } as const;
  const groups: Groups["groups"] = [
    { ...group, sample_id: "1", picture: "/api/stats/mistakes/1/network-input" },
    { ...group, gesture: "fist", device_class: "unknown", light: "unknown", sample_id: null, picture: null },
  ];
  const answer = { ...ALONE, groups, enough: 10, too_few: 3 } as unknown as Groups;

  test("are gestures on a class of device in some light; a press leads to their mistakes", () => {
    const figure = content(weakestGroups(answer));
    expect((figure.charts as RowsSpec[])[0]?.rows.map(({ name, choice }) => [name, choice])).toEqual([
      ["L, phone or tablet, dim light", { label: "l", device_class: "handheld" }],
      ["Fist", { label: "fist" }],
    ]);
  });

  test("have a picture only where the server gives one", () => {
    const pictures = groupPictures(answer);
    expect(pictures.map((item) => item.querySelector("img")?.alt)).toEqual([
      "What the network saw and named wrongly: L, phone or tablet, dim light",
    ]);
  });

  test.each([
    [0, "No prompted labels yet."],
    [3, "Each group needs 10 labels: none of the 3 has as many."],
  ])("are said to be missing where there are none, of %d with labels", (tooFew, words) => {
    expect(weakestGroups({ ...answer, groups: [], too_few: tooFew })).toBe(words);
  });
});

describe("accuracy by day", () => {
  const days = [
    { day: "2026-11-20", ...rate(0.8) },
    { day: "2026-11-22", ...FEW },
    { day: "2026-11-23", ...rate(0.9) },
  ];
  const switches = [{ at: "2026-11-21T10:00:00Z", way: "hand", what: "promote", before: "older", after: "newer" }];

  test("marks the days on which another model came, and leaves out what has too few labels", () => {
    const given = { ...ALONE, accuracy_by_day: days, switches, report: { enough: 10 } } as unknown as Overview;
    const figure = content(accuracyByDay(given));
    const [chart] = figure.charts as ColumnsSpec[];
    expect(chart?.series[0]?.values).toEqual([0.8, null, null, 0.9]);
    expect(chart?.marks).toEqual([{ day: "2026-11-21", words: "Now newer" }]);
    expect(figure.summary.replaceAll("\u00a0", " ")).toBe("From 80.0 % on Nov 20 to 90.0 % on Nov 23.");
    expect(texts(figure)[2]).toEqual(["2026-11-21", "–", "", "", "Now newer"]);
  });

  test("has no chart where no day has enough labels", () => {
    const few = { accuracy_by_day: [days[1]], switches: [], report: { enough: 10 } };
    const given = { ...ALONE, ...few } as unknown as Overview;
    expect(content(accuracyByDay(given))).toMatchObject({
      charts: [],
      isFolded: true,
      summary: "Needs 10 labels, 3 so far on one day.",
    });
  });
});
