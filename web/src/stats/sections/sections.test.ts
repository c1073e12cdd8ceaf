/** What each section says of certain figures: sentences, cells and charts. */

import { describe, expect, test } from "vitest";
import type { Activity } from "../../shared/stats/activity";
import type { Best } from "../../shared/stats/best";
import { type Overview, parseOverview } from "../../shared/stats/overview";
import { parseQuality, type Quality } from "../../shared/stats/quality";
import { parseShadow, type Shadow } from "../../shared/stats/shadow";
import type { Speed } from "../../shared/stats/speed";
import { readExample } from "../../testing/contract-examples";
import type { FigureContent } from "../figure";
import { comparedContent, differencesContent } from "./beside";
import { decisionsContent } from "./decided";
import { adoptionContent, delayContent, frameRateContent, latencyContent, receivedContent } from "./fast";
import { modelsSideBySide } from "./models";
import { calibrationContent, confidenceContent, driftContent, falseAlarmContent } from "./trust";
import { activeToday, usageTable } from "./who";

const AT = "2026-11-22T17:05:32Z";
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const summary = (content: FigureContent | null): string => plain(content?.summary ?? "nothing");
const cells = (content: FigureContent | null): string[][] =>
  (content?.table.rows ?? []).map((row) => row.map(({ text }) => plain(text)));
const exampleQuality = (): Quality => parseQuality(readExample("stats-quality").reply, "reply");

describe("who uses it", () => {
  const activity: Activity = {
    computedAt: AT,
    zone: "America/New_York",
    day: "2026-11-01",
    halfHours: [
      { start: "2026-11-01T01:30:00-04:00", people: 2 },
      { start: "2026-11-01T01:00:00-05:00", people: 3 },
    ],
    usageFrom: "2026-10-31",
    usageTo: "2026-11-01",
    usage: [
      { day: "2026-10-31", person: "Person 1", yours: false, minutes: 4 },
      { day: "2026-11-01", person: "Ada", yours: true, minutes: 30 },
      { day: "2026-11-01", person: "Person 1", yours: false, minutes: 2 },
    ],
  };

  test("half hours are told by the zone's own clock, also the hour that comes twice", () => {
    expect(cells(activeToday(activity))).toEqual([
      ["01:30", "2"],
      ["01:00", "3"],
    ]);
    expect(summary(activeToday(activity))).toContain("At most 3 people at once today, from 01:00");
  });

  test("minutes have a row per person, the busiest first, and a column per day", () => {
    expect(cells(usageTable(activity))).toEqual([
      ["Ada (you)", "30", "30", ""],
      ["Person 1", "6", "2", "4"],
    ]);
    expect(summary(usageTable(activity))).toBe("2 people used it for 36 minutes on 2 days.");
    expect(usageTable({ ...activity, usage: [] })).toBeNull();
  });
});

describe("can it be trusted", () => {
  test("calibration compares sureness with rightness, where there is any", () => {
    const rate = { correct: 15, n: 20, rate: 0.75, low: 0.53, high: 0.89, people: null };
    const none = { correct: 0, n: 0, rate: null, low: null, high: null, people: null };
    const bins = [
      { from: 0.85, to: 0.9, confidence: null, ...none },
      { from: 0.9, to: 0.95, confidence: 0.93, ...rate },
    ];
    const content = calibrationContent({ ...exampleQuality(), calibration: { n: 20, ece: 0.18, bins } });
    expect(cells(content)).toEqual([["90 – 95 %", "93.0 %", "15 of 20", "75.0 %", "53 – 89 %"]]);
    expect(summary(content)).toContain("18.0 % apart");
    expect(content?.charts[0]?.series.map(({ values }) => values)).toEqual([
      [0, 0.93, 1],
      [null, 0.75, null],
    ]);
  });

  test("confidence is of free use as it was, not of the samples that were taken", () => {
    const confidence = [
      { from: 0.5, to: 0.55, free: 30, freeShare: 0.05, told: 1 },
      { from: 0.95, to: 1, free: 10, freeShare: 0.95, told: 9 },
    ];
    const content = confidenceContent({ ...exampleQuality(), confidence });
    expect(summary(content)).toBe("5.0 % of the answers in free use were less than 70 % sure (from 40 samples).");
    expect(content?.charts[0]?.series[0]?.values).toEqual([0.05, 0.95]);
  });

  test("false alarms are what was told, with the minutes that they are of", () => {
    const ofNoneShown = { correct: 2, n: 20, rate: 0.1, low: 0.02, high: 0.31, people: null };
    const alarms = { freeMinutes: 40, correctedToNone: 2, perMinute: 0.05, low: 0.006, high: 0.18, ofNoneShown };
    const content = falseAlarmContent({ ...exampleQuality(), falseAlarms: alarms });
    expect(summary(content)).toBe("2 false alarms in 40 minutes of use were told: 0.05 a minute.");
    expect(cells(content)[0]?.slice(1)).toEqual(["2", "40 minutes", "0.05", "0.01 – 0.18"]);
  });

  test("drift is a verdict in words, beside its index and the days that are compared", () => {
    const some = { psi: 0.31, verdict: "strong", n: 300, nReference: 400 } as const;
    const few = { psi: null, verdict: null, n: 3, nReference: 400 };
    const days = { from: "2026-11-16", to: "2026-11-22" };
    const drift = { enough: 100, reference: days, current: days, predictions: few, noise: some, area: few };
    const content = driftContent({ ...exampleQuality(), drift });
    expect(cells(content)[1]).toEqual(["Noise in the pictures", "strong change", "0.310", "300", "400"]);
    expect(cells(content)[0]).toEqual(["Gestures that are named", "too few", "–", "3", "400"]);
    expect(summary(content)).toBe(
      "Gestures that are named: too few; noise in the pictures: strong change; white part of the pictures: too few. " +
        "Compared: Nov 16 – Nov 22 with Nov 16 – Nov 22; fewer than 100 samples on a side are too few.",
    );
    expect(driftContent({ ...exampleQuality(), drift: { ...drift, current: null } })).toBeNull();
  });
});

describe("how fast is it", () => {
  const few = { n: 3, p50: null, p90: null, p99: null };
  const quick = { n: 100, p50: 3, p90: 4.5, p99: 9 };
  const slow = { n: 100, p50: 30, p90: 45, p99: 90 };
  const group = {
    deviceClass: "computer",
    backend: "wasm",
    inferenceMs: few,
    fps: { n: 100, p1: 9, p10: 18, p50: 30 },
  };
  const speed: Speed = {
    computedAt: AT,
    enough: 10,
    groups: [
      { ...group, browser: "Firefox", answerMs: quick },
      { ...group, browser: "Safari", answerMs: slow },
    ],
    outboxDelayS: { n: 100, p50: 12, p90: 300, p99: 90_000 },
    received: [
      { day: "2026-11-20", stored: 5, duplicate: 1, refused: 0 },
      { day: "2026-11-22", stored: 7, duplicate: 0, refused: 2 },
    ],
  };

  test("the slowest is named, and bars compare rows", () => {
    const content = latencyContent(speed);
    expect(summary(content)).toBe("Slowest: Safari, computer, wasm, where 90 of 100 answers took at most 45.0 ms.");
    expect(cells(content)[0]).toEqual(["Firefox, computer, wasm", "100", "3.00", "4.50", "9.00", "–", "–", "–"]);
    expect(content?.table.rows[1]?.[4]?.bar).toBe(1);
    expect(content?.table.rows[0]?.[4]?.bar).toBeCloseTo(0.1);
  });

  test("of frames a second the few are told, by what most have at least", () => {
    const content = frameRateContent(speed);
    expect(summary(content)).toBe(
      "Fewest: Firefox, computer, wasm, where 90 of 100 samples had at least 18.0 a second.",
    );
    expect(cells(content)[0]).toEqual(["Firefox, computer, wasm", "100", "30.0", "18.0", "9.00"]);
  });

  test("delays are in units that people use", () => {
    expect(cells(delayContent(speed))).toEqual([["100", "12.0 s", "5 min", "25.0 h"]]);
  });

  test("a day on which nothing came is a day", () => {
    const content = receivedContent(speed);
    expect(cells(content)).toEqual([
      ["2026-11-22", "7", "0", "2"],
      ["2026-11-21", "0", "0", "0"],
      ["2026-11-20", "5", "1", "0"],
    ]);
    expect(summary(content)).toBe("12 stored, 1 duplicate and 2 refused on 3 days.");
  });

  test("adoption has a column for each model", () => {
    const adoption = [
      { day: "2026-11-21", modelId: "older", samples: 9 },
      { day: "2026-11-22", modelId: "older", samples: 2 },
      { day: "2026-11-22", modelId: "newer", samples: 5 },
    ];
    const best: Best = { computedAt: AT, enough: 10, models: [], adoption };
    expect(cells(adoptionContent(best))).toEqual([
      ["2026-11-22", "2", "5"],
      ["2026-11-21", "9", "0"],
    ]);
  });
});

test("a refused model has the checks beside it that it failed, a promoted one all of them", () => {
  const reason = { check: "f1", champion: 0.9, challenger: 0.88 };
  const reasons = [
    { ...reason, passed: true, words: "Nothing is slower." },
    { ...reason, passed: false, words: "Fist is named worse." },
  ];
  const decided = { at: AT, champion: "older", challenger: "newer", reasons };
  const content = decisionsContent({
    decisions: [
      { ...decided, verdict: "refused" },
      { ...decided, verdict: "promoted", reasons: reasons.slice(0, 1) },
    ],
    rollBacks: [],
  });
  expect(cells(content).map((row) => row.slice(1))).toEqual([
    ["newer", "older", "refused", "Fist is named worse."],
    ["newer", "older", "promoted", "Nothing is slower."],
  ]);
  expect(summary(content)).toBe("newer was refused last; 1 of 2 models were refused.");
  expect(decisionsContent({ decisions: [], rollBacks: [] })).toBeNull();
});

test("what the server took back stands among the decisions, by its time, with the reason", () => {
  const decided = { champion: "older", challenger: "newer", verdict: "promoted" as const, reasons: [] };
  const rollBacks = [{ at: "2026-11-23T05:00:00Z", from: "newer", to: "older", why: "7 of 9 addresses said so." }];
  const content = decisionsContent({
    decisions: [
      { ...decided, at: "2026-11-24T03:00:00Z", challenger: "newest" },
      { ...decided, at: "2026-11-23T03:00:00Z" },
    ],
    rollBacks,
  });
  expect(cells(content).map((row) => row.slice(1))).toEqual([
    ["newest", "older", "promoted", ""],
    ["newer", "older", "rolled back", "The server took it back by itself: 7 of 9 addresses said so."],
    ["newer", "older", "promoted", ""],
  ]);
  expect(summary(content)).toContain("The server went back from newer to older");
  expect(cells(decisionsContent({ decisions: [], rollBacks }))).toHaveLength(1);
});

describe("a challenger beside the champion", () => {
  const pair = {
    champion: "older",
    challenger: "newer",
    compared: 1_200,
    disagreed: 60,
    rate: 0.05,
    low: 0.0391,
    high: 0.0638,
    kept: {
      labels: ["fist", "none"],
      counts: [
        [0, 7],
        [2, 0],
      ],
    },
    right: { champion: 3, challenger: 9, neither: 1 },
  };
  const told = (changes: object = {}, challenger: string | null = "newer"): Shadow =>
    parseShadow(
      snake({ computedAt: AT, enough: 10, champion: "older", challenger, pairs: [{ ...pair, ...changes }] }),
      "reply",
    );
  const snake = ({ computedAt, ...rest }: Record<string, unknown>) => ({ computed_at: computedAt, ...rest });

  test("how often they differ, with the interval, and who was right", () => {
    const content = comparedContent(told());
    expect(summary(content)).toBe(
      "newer said something else than older in 60 of 1,200 frames: 5.0 %, between 3 – 7 %.",
    );
    expect(cells(content)).toEqual([["newer", "older", "1,200", "60", "5.0 %", "3 – 7 %", "9", "3", "1"]]);
  });

  test("few frames are no rate, and one that is over is said to be", () => {
    const few = told({ compared: 9, disagreed: 1, rate: null, low: null, high: null }, null);
    expect(summary(comparedContent(few))).toMatch(
      /1 of 9 frames, too few for a rate\. Nothing is compared just now\.$/,
    );
    expect(comparedContent({ ...few, pairs: [] })).toBeNull();
  });

  test("what they said where they differ", () => {
    const content = differencesContent(told());
    expect(summary(content)).toBe("Most often older said Fist and newer said No gesture: 7 pictures.");
    expect(cells(content)).toEqual([
      ["Fist", "0", "7"],
      ["No gesture", "2", "0"],
    ]);
    expect(differencesContent(told({ kept: { labels: ["fist"], counts: [[0]] } }))).toBeNull();
  });
});

test("the model in use stands first where it is not among the best, and is marked where it is", () => {
  const { modelId, report, confusion } = readOverview();
  const best = { computedAt: AT, enough: 10, adoption: [], models: [] as Best["models"] };
  const other = { modelId: "other", labels: [], n: 1, report, confusion };
  const standing = (models: Best["models"], chosen: string | null = null): string[][] =>
    modelsSideBySide(readOverview(), { ...best, models }, chosen).map((each) => [each.modelId, each.standing]);
  expect(standing([other])).toEqual([
    [modelId, "In use"],
    ["other", "Best"],
  ]);
  expect(standing([other, { ...other, modelId }])).toEqual([
    ["other", "Best"],
    [modelId, "Second · In use"],
  ]);
  expect(standing([], modelId)).toEqual([[modelId, "Chosen"]]);
  expect(modelsSideBySide(null, null, null)).toEqual([]);
});

function readOverview(): Overview {
  return parseOverview(readExample("stats").reply, "reply");
}
