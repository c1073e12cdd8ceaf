/** In each figure, what is compared with: its line or its points, its column of the table, and its sentence. */

import { describe, expect, test } from "vitest";
import { readExample } from "../../testing/contract-examples";
import type { Activity, BestModels, Groups, Hands, Overview, Quality, Rate, Shadow, Speed } from "../answers";
import type { ColumnsSpec, RowsSpec } from "../charts/spec";
import type { FigureContent } from "../figure";
import { confusionContent, recallByDay, reportContent } from "./accuracy";
import { calibrationFigures } from "./calibration";
import { ALONE } from "./compared";
import { gestureFigures } from "./gestures";
import { weakestGroups } from "./groups";
import { handFigures } from "./hands";
import { adoptionContent, latencyFigures, receivedContent } from "./latency";
import { shadowFigures } from "./learning/shadow";
import { modelsSideBySide } from "./model-cards";
import { accuracyByDay } from "./progress";
import { usageFigures } from "./usage";

type Content = FigureContent | string;
const WEEK = { model: null, from: "2026-11-09", to: "2026-11-15" };
const OTHER = { model: "demo-older", from: "2026-11-16", to: "2026-11-22" };
const NAME = "Nov 9 – Nov 15";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const full = (content: Content): FigureContent => {
  if (typeof content === "string") throw new Error(content);
  return content;
};
const summary = (content: Content): string => plain(full(content).summary);
/** The last so many cells of each row, its heading first. */
const last = (content: Content, count = 1): string[][] => {
  const { headings, rows } = full(content).table;
  return [headings, ...rows.map((cells) => cells.map(({ text }) => text))].map((row) =>
    [row[0] ?? "", ...row.slice(-count)].map(plain),
  );
};
const lineOf = (content: Content, chart = 0) => {
  const { series } = full(content).charts[chart] as ColumnsSpec;
  return series.filter(({ isCompared }) => isCompared).map(({ name, values }) => [name, values]);
};
const pointsOf = (content: Content, chart = 0) => {
  const { points, rows } = full(content).charts[chart] as RowsSpec;
  return [points.filter(({ isCompared }) => isCompared).map(({ name }) => name), rows.map(({ values }) => values)];
};
const rate = (share: number, n = 20): Rate => ({
  correct: Math.round(share * n),
  n,
  rate: share,
  low: share - 0.1,
  high: share + 0.1,
  people: null,
});

describe("the first screen and the models", () => {
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
});

describe("quality", () => {
  const quality = readExample("stats-quality").reply as Quality;
  const calibrated = (share: number, ece: number) => ({
    n: 20,
    ece,
    bins: [{ from: 0.9, to: 0.95, confidence: 0.93, ...rate(share) }],
  });
  const used = (share: number) => [
    { from: 0.6, to: 0.65, free: 10, free_share: share, told: 0 },
    { from: 0.95, to: 1, free: 10, free_share: 1 - share, told: 9 },
  ];
  const alarms = (per_minute: number) => ({
    ...{ free_minutes: 40, corrected_to_none: 2, per_minute, low: 0.01, high: 0.2, of_none_shown: rate(per_minute) },
  });
  const figures = calibrationFigures({
    ...quality,
    calibration: calibrated(0.75, 0.18),
    confidence: used(0.1),
    false_alarms: alarms(0.05),
    compared: {
      ...quality,
      calibration: calibrated(0.85, 0.08),
      confidence: used(0.2),
      false_alarms: alarms(0.1),
    },
    compared_with: WEEK,
  });

  test("reliability has the line of then, between the ends of the diagonal", () => {
    expect(lineOf(figures.reliability)).toEqual([[NAME, [null, 0.85, null]]]);
    expect(last(figures.reliability)).toEqual([
      ["Confidence", `Accuracy, ${NAME}`],
      ["90 – 95 %", "85.0 %"],
    ]);
    expect(summary(figures.reliability)).toBe(
      "Mean calibration error: 18.0 points (20 labels). Nov 9 – Nov 15: 8.0 points.",
    );
  });

  test("so has confidence", () => {
    expect(lineOf(figures.confidence)).toEqual([[NAME, [0.2, 0.8]]]);
    expect(last(figures.confidence)).toEqual([
      ["Confidence", `Predictions, ${NAME}`],
      ["60 – 65 %", "20.0 %"],
      ["95 – 100 %", "80.0 %"],
    ]);
    expect(summary(figures.confidence)).toMatch(/ Nov 9 – Nov 15: 20\.0 %\.$/);
  });

  test("false alarms have the rates of then", () => {
    expect(last(figures["false-alarms"])).toEqual([
      ["Where", `Rate, ${NAME}`],
      ["Free use, an hour", "6.00"],
      ["Prompted for no gesture", "10.0 %"],
    ]);
    expect(summary(figures["false-alarms"])).toMatch(/: 3\.00 an hour\. Nov 9 – Nov 15: 6\.00 an hour\.$/);
  });

  test("how hands are seen has the accuracy and the losses of then", () => {
    const hands = readExample("stats-hands").reply as Hands;
    const conditions = (share: number): Hands["conditions"] => [
      {
        measure: "light",
        n: 20,
        bins: [{ name: null, from: 0, to: 0.1, n: 20, share: 1, accuracy: rate(share) }],
      },
    ];
    const lost = (day: string, per_minute: number) => ({
      day,
      minutes: 30,
      lost: 6,
      per_minute,
      low: 0.07,
      high: 0.44,
    });
    const content = handFigures({
      ...hands,
      conditions: conditions(0.75),
      tracking: lost("", 0.2),
      tracking_by_day: [lost("2026-11-22", 0.2)],
      compared: {
        ...hands,
        conditions: conditions(0.5),
        tracking: lost("", 0.3),
        tracking_by_day: [lost("2026-11-15", 0.3)],
      },
      compared_with: WEEK,
    });
    expect(lineOf(content["hand-conditions"])).toEqual([[NAME, [0.5]]]);
    expect(last(content["hand-conditions"])[1]).toEqual(["Light", "50.0 %"]);
    expect(summary(content["hand-conditions"])).toMatch(/\)\. Nov 9 – Nov 15: 50\.0 %\.$/);
    expect(lineOf(content.tracking)).toEqual([[NAME, [0.3]]]);
    expect(last(content.tracking)).toEqual([
      ["Day", `Losses a minute, ${NAME}`],
      ["2026-11-22", "0.30"],
    ]);
    expect(summary(content.tracking)).toMatch(/with a hand\. Nov 9 – Nov 15: 0\.30\.$/);
  });
});

describe("use and speed", () => {
  const halves = (day: string, people: number) => [{ start: `${day}T08:00:00+00:00`, people }];
  const minutes = (day: string, person: string, n: number) => ({ day, person, yours: false, minutes: n });
  const activity: Activity = {
    zone: "UTC",
    day: "2026-11-22",
    half_hours: halves("2026-11-22", 3),
    usage_from: "2026-11-21",
    usage_to: "2026-11-22",
    usage: [minutes("2026-11-22", "Person 1", 30)],
    compared: {
      zone: "UTC",
      day: "2026-11-15",
      half_hours: halves("2026-11-15", 5),
      usage_from: "2026-11-14",
      usage_to: "2026-11-15",
      usage: [minutes("2026-11-14", "Person 1", 4), minutes("2026-11-15", "Person 2", 6)],
    },
    compared_with: WEEK,
  };

  test("half hours of today have those of the one day that they are compared with", () => {
    const { active } = usageFigures(activity);
    expect(lineOf(active)).toEqual([["Nov 15", [5]]]);
    expect(last(active)).toEqual([
      ["From", "People, Nov 15"],
      ["08:00", "5"],
    ]);
    expect(summary(active)).toMatch(/\(UTC\)\. Nov 15: 5 at once\.$/);
  });

  test("minutes are compared for all people together, since numbers of people are others then", () => {
    const content = usageFigures(activity).minutes;
    expect(last(content, 3).slice(1)).toEqual([
      ["Everybody", "30", "30", ""],
      [`Everybody, ${NAME}`, "10", "6", "4"],
      ["Person 1", "30", "30", ""],
    ]);
    expect(summary(content)).toMatch(/on 2 days\. Nov 9 – Nov 15: 10 minutes\.$/);
  });

  const group = (p50: number): Speed["groups"][number] => ({
    browser: "Firefox",
    device_class: "computer",
    backend: "wasm",
    answer_ms: { n: 100, p50, p90: 2 * p50, p99: 3 * p50 },
    inference_ms: { n: 100, p50: p50 / 2, p90: p50, p99: p50 },
    fps: { n: 100, p1: 9, p10: 18, p50: 3 * p50 },
  });
  const figures = (p50: number, day: string) => ({
    enough: 10,
    groups: [group(p50)],
    outbox_delay_s: { n: 100, p50, p90: 30, p99: 60 },
    received: [{ day, stored: p50, duplicate: 1, refused: 0 }],
  });
  const speed: Speed = { ...figures(10, "2026-11-20"), compared: figures(8, "2026-11-13"), compared_with: WEEK };

  test("speeds have the median of then", () => {
    const all = latencyFigures(speed);
    expect(pointsOf(all["latency-by-device"])).toEqual([[`Median, ${NAME}`], [[10, 20, 30, 8]]]);
    expect(last(all["latency-by-device"], 2)).toEqual([
      ["Device", `Median, ${NAME}`, `Network, median, ${NAME}`],
      ["Firefox, computer, wasm", "8.00", "4.00"],
    ]);
    expect(summary(all["latency-by-device"])).toMatch(/p90 20\.0 ms\. Nov 9 – Nov 15: p90 16\.0 ms\.$/);
    expect(last(all["frame-rate"])[1]).toEqual(["Firefox, computer, wasm", "24.0"]);
    expect(last(all["upload-delay"])[1]).toEqual(["100", "8.00 s"]);
    expect(summary(all["upload-delay"])).toMatch(/ Nov 9 – Nov 15: median 8\.00 s\.$/);
  });

  test("what came in is of all models, and compared with other days only", () => {
    expect(lineOf(receivedContent(speed))).toEqual([[NAME, [9]]]);
    expect(last(receivedContent(speed), 2)[1]).toEqual(["2026-11-20", "11", "9"]);
    expect(lineOf(receivedContent({ ...speed, compared_with: OTHER }))).toEqual([]);
    expect(summary(receivedContent({ ...speed, compared_with: OTHER }))).toMatch(/on 1 day\.$/);
  });

  test("a pair of models is compared with the same pair", () => {
    const pair = (challenger: string, share: number): Shadow["pairs"][number] => ({
      champion: "older",
      challenger,
      compared: 20,
      disagreed: 2,
      rate: share,
      low: 0.01,
      high: 0.3,
      kept: { labels: [], counts: [] },
      right: { champion: 0, challenger: 0, neither: 0 },
    });
    const both = { enough: 10, champion: "older", challenger: "newer" };
    const content = shadowFigures({
      ...both,
      pairs: [pair("newer", 0.1), pair("newest", 0.2)],
      compared: { ...both, pairs: [pair("newer", 0.05)] },
      compared_with: WEEK,
    }).compared;
    expect(last(content)).toEqual([
      ["Challenger", `Rate, ${NAME}`],
      ["newer", "5.0 %"],
      ["newest", "–"],
    ]);
    expect(summary(content)).toMatch(/ Nov 9 – Nov 15: 5\.0 %\.$/);
  });
});
