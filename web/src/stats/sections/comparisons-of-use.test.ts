/** In the figures of quality, use and speed, what is compared with: its line or its points, its column of the table, its sentence. */

import { describe, expect, test } from "vitest";
import { last, lineOf, NAME, OTHER, pointsOf, rate, summary, WEEK } from "../../testing/comparisons";
import { readExample } from "../../testing/contract-examples";
import type { Activity, Hands, Quality, Shadow, Speed } from "../answers";
import { latencyFigures, receivedContent } from "./latency";
import { shadowFigures } from "./learning/shadow";
import { calibrationFigures } from "./quality/calibration";
import { handFigures } from "./quality/hands";
import { usageFigures } from "./usage";

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
  const minutes = (person: string, ...ofDays: number[]) => ({ person, yours: false, minutes: ofDays });
  const activity: Activity = {
    zone: "UTC",
    day: "2026-11-22",
    half_hours: halves("2026-11-22", 3),
    usage_from: "2026-11-21",
    usage_to: "2026-11-22",
    usage: [minutes("Person 1", 0, 30)],
    compared: {
      zone: "UTC",
      day: "2026-11-15",
      half_hours: halves("2026-11-15", 5),
      usage_from: "2026-11-14",
      usage_to: "2026-11-15",
      usage: [minutes("Person 1", 4, 0), minutes("Person 2", 0, 6)],
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
