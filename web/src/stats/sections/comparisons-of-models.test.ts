/** In the figures of the first screen and of models, what is compared with: its line or its points, its column of the table, its sentence. */

import { expect, test } from "vitest";
import { last, lineOf, NAME, OTHER, pointsOf, rate, summary, WEEK } from "../../testing/comparisons";
import { readExample } from "../../testing/contract-examples";
import type { BestModels, Groups, Overview } from "../answers";
import { confusionContent, recallByDay, reportContent } from "./accuracy";
import { ALONE } from "./compared";
import { gestureFigures } from "./gestures";
import { weakestGroups } from "./groups";
import { adoptionContent } from "./latency";
import { modelsSideBySide } from "./model-cards";
import { accuracyByDay } from "./progress";

const stats = readExample("stats").reply as Overview;
const gesture = (name: string, recall: number) => ({
  gesture: name,
  recall: rate(recall),
  precision: rate(recall),
  f1: recall,
});
const means = { precision: 0.8, recall: 0.8, f1: 0.8 };
const report = {
  ...stats.report,
  accuracy: rate(0.9),
  per_gesture: [gesture("l", 0.8), gesture("fist", 1)],
  macro: means,
  weighted: means,
};
const reportThen = { ...report, accuracy: rate(0.7), per_gesture: [gesture("l", 0.6)], macro: null, weighted: null };
const told = (day: string, share: number) => ({ day, gesture: "l", ...rate(share) });
const overview: Overview = {
  ...stats,
  labels: ["l", "fist"],
  switches: [],
  report,
  accuracy_by_day: [{ day: "2026-11-17", ...rate(0.9) }],
  told_by_day: [told("2026-11-17", 0.9)],
  by_day: [{ day: "2026-11-17", gesture: "l", samples: 30 }],
  compared_with: WEEK,
  compared: {
    ...stats,
    report: reportThen,
    accuracy_by_day: [{ day: "2026-11-10", ...rate(0.7) }],
    told_by_day: [told("2026-11-10", 0.7), told("2026-11-11", 0.6)],
    by_day: [{ day: "2026-11-10", gesture: "l", samples: 12 }],
  },
};

test("accuracy by day has the line of the days before", () => {
  const content = accuracyByDay(overview);
  expect(lineOf(content)).toEqual([[NAME, [0.7]]]);
  expect(last(content)).toEqual([
    ["Day", `Accuracy, ${NAME}`],
    ["2026-11-17", "70.0 %"],
  ]);
  expect(summary(content)).toMatch(/on Nov 17\. Nov 9 – Nov 15: from 70\.0 % on Nov 10 to 70\.0 % on Nov 10\.$/);
});

test("so has recall by day, for each gesture", () => {
  const content = recallByDay(overview);
  expect([lineOf(content, 0), lineOf(content, 1)]).toEqual([[[NAME, [0.7, 0.6]]], []]);
  expect(last(content, 3)).toEqual([
    ["Day", "L", `L, ${NAME}`, "Fist"],
    ["2026-11-18", "–", "60.0 %", "–"],
    ["2026-11-17", "90 % (18 of 20)", "70.0 %", "–"],
  ]);
  expect(summary(content)).toBe("18 of 20 labelled samples were correct, on 1 day. Nov 9 – Nov 15: 26 of 40.");
});

test("counts by day have all of the days before as one line and column, beside all of these", () => {
  const content = gestureFigures(overview)["predictions-by-day"];
  expect(lineOf(content)).toEqual([[NAME, [12]]]);
  expect(last(content, 2)).toEqual([
    ["Day", "All", `All, ${NAME}`],
    ["2026-11-17", "30", "12"],
  ]);
  expect(summary(content)).toMatch(/ Nov 9 – Nov 15: 12\.$/);
  expect(lineOf(gestureFigures({ ...overview, ...ALONE })["predictions-by-day"])).toEqual([]);
});

test("a report has the recall, accuracy and means of then", () => {
  const content = reportContent(report, { compared: reportThen, compared_with: OTHER });
  expect(last(content)).toEqual([
    ["Label", "Recall, demo-older"],
    ["L", "60.0 %"],
    ["Fist", "–"],
    ["All", "70.0 %"],
    ["Macro average", "–"],
    ["Weighted average", "–"],
  ]);
  expect(pointsOf(content)).toEqual([
    ["demo-older"],
    [
      [0.8, 0.8, 0.6],
      [1, 1, null],
    ],
  ]);
  expect(summary(content)).toMatch(/ demo-older: 70\.0 %\.$/);
});

test("below each row of a confusion matrix is that of then, also of other labels in another order", () => {
  const matrix = (labels: string[], counts: number[][]) => ({ labels, counts });
  const now = matrix(
    ["fist", "l"],
    [
      [8, 2],
      [0, 5],
    ],
  );
  const then = matrix(
    ["l", "okay", "fist"],
    [
      [4, 0, 1],
      [0, 3, 0],
      [3, 0, 1],
    ],
  );
  const content = confusionContent(now, { compared: then, compared_with: WEEK });
  expect(last(content, 2).slice(1)).toEqual([
    ["Fist", "8 (80 %)", "2 (20 %)"],
    [`Fist, ${NAME}`, "1 (25 %)", "3 (75 %)"],
    ["L", "0", "5 (100 %)"],
    [`L, ${NAME}`, "1 (20 %)", "4 (80 %)"],
  ]);
  expect(summary(content)).toBe(
    "Most often confused: Fist, predicted as L (2 times). Nov 9 – Nov 15: Fist, predicted as L (3 times).",
  );
});

test("a model's card has the same model before, or the one that was chosen, and never itself", () => {
  const { confusion } = stats;
  const model = (model_id: string) => ({ ...stats, model_id, way: null, backbone: null, n: 1, report, confusion });
  const best = (compared: string[], compared_with: BestModels["compared_with"]): BestModels => {
    const figures = { enough: 10, models: ["a", "b"].map(model), backbones: [], adoption: [] };
    return { ...figures, compared: { ...figures, models: compared.map(model) }, compared_with };
  };
  const others = (...given: Parameters<typeof best>) =>
    modelsSideBySide(
      { ...overview, model_id: "a", compared: null, compared_with: given[1] },
      best(...given),
      undefined,
    ).map(({ model_id, compared }) => [model_id, compared?.model_id]);
  expect(others(["b"], WEEK)).toEqual([
    ["a", undefined],
    ["b", "b"],
  ]);
  expect(others(["a"], { ...OTHER, model: "a" })).toEqual([
    ["a", undefined],
    ["b", "a"],
  ]);
});

test("weakest groups have what they were, each by gesture, device and light", () => {
  const group = {
    gesture: "l",
    device_class: "handheld",
    light: "dim",
    ...rate(0.5),
    sample_id: null,
    picture: null,
  } as const;
  const figures = { model_id: "a", enough: 10, too_few: 0 };
  const compared = {
    ...figures,
    groups: [{ ...group, light: "dark", ...rate(0.1) } as const, { ...group, ...rate(0.4) }],
  };
  const content = weakestGroups({ ...figures, groups: [group], compared, compared_with: WEEK } satisfies Groups);
  expect(pointsOf(content)).toEqual([[NAME], [[0.5, 0.4]]]);
  expect(last(content)[0]).toEqual(["Gesture", `Correct, ${NAME}`]);
  expect(summary(content)).toBe("L, phone or tablet, dim light: 50 % correct (40 – 60 %). Nov 9 – Nov 15: 40 %.");
});

test("samples of each model have one line of all, or of the other model", () => {
  const day = { model_id: "newer", samples: 5 };
  const figures = { enough: 10, models: [], backbones: [] };
  const content = adoptionContent({
    ...figures,
    adoption: [{ day: "2026-11-16", ...day }],
    compared: { ...figures, adoption: [{ day: "2026-11-16", model_id: "demo-older", samples: 3 }] },
    compared_with: OTHER,
  });
  expect(lineOf(content)).toEqual([["demo-older", [3]]]);
  expect(summary(content)).toBe("On Nov 16: newer 5. demo-older: 3 samples in all.");
});
