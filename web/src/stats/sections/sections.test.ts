/** What each section says of certain figures: sentences, cells and charts. */

import { describe, expect, test } from "vitest";
import { readExample } from "../../testing/contract-examples";
import type { Activity, BestModels, Hands, Overview, Quality, Shadow, Speed } from "../answers";
import type { ColumnsSpec } from "../charts/spec";
import type { FigureContent } from "../figure";
import { ALONE } from "./compared";
import { adoptionContent, latencyFigures, receivedContent } from "./latency";
import { decisionsContent } from "./learning/decisions";
import { shadowFigures } from "./learning/shadow";
import { modelsSideBySide } from "./model-cards";
import { modelsContent } from "./models";
import { calibrationFigures } from "./quality/calibration";
import { handFigures } from "./quality/hands";
import { usageFigures } from "./usage";

type Content = FigureContent | string;
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const full = (content: Content): FigureContent => {
  if (typeof content === "string") throw new Error(content);
  return content;
};
const summary = (content: Content): string => plain(full(content).summary);
const cells = (content: Content): string[][] =>
  full(content).table.rows.map((row) => row.map(({ text }) => plain(text)));
const columns = (content: Content): ColumnsSpec => full(content).charts[0] as ColumnsSpec;
const exampleQuality = (): Quality => readExample("stats-quality").reply as Quality;

describe("usage", () => {
  const activity: Activity = {
    ...ALONE,
    zone: "America/New_York",
    day: "2026-11-01",
    half_hours: [
      { start: "2026-11-01T01:30:00-04:00", people: 2 },
      { start: "2026-11-01T01:00:00-05:00", people: 3 },
    ],
    usage_from: "2026-10-31",
    usage_to: "2026-11-01",
    usage: [
      { person: "Person 1", yours: false, minutes: [4, 2] },
      { person: "Ada", yours: true, minutes: [0, 30] },
    ],
  };

  test("half hours are told by the zone's own clock, also the hour that comes twice", () => {
    expect(cells(usageFigures(activity).active)).toEqual([
      ["01:30", "2"],
      ["01:00", "3"],
    ]);
    expect(summary(usageFigures(activity).active)).toContain("At most 3 people at once today, from 01:00");
  });

  test("minutes have a row per person, the busiest first, and a column per day", () => {
    expect(cells(usageFigures(activity).minutes)).toEqual([
      ["Ada (you)", "30", "30", ""],
      ["Person 1", "6", "2", "4"],
    ]);
    expect(summary(usageFigures(activity).minutes)).toBe("2 people used it for 36 minutes on 2 days.");
    expect(usageFigures({ ...activity, usage: [] }).minutes).toBe("Nobody has used it on these days.");
  });
});

describe("calibration", () => {
  test("the reliability diagram compares confidence with accuracy, where there are labels", () => {
    const rate = { correct: 15, n: 20, rate: 0.75, low: 0.53, high: 0.89, people: null };
    const none = { correct: 0, n: 0, rate: null, low: null, high: null, people: null };
    const bins = [
      { from: 0.85, to: 0.9, confidence: null, ...none },
      { from: 0.9, to: 0.95, confidence: 0.93, ...rate },
    ];
    const content = calibrationFigures({ ...exampleQuality(), calibration: { n: 20, ece: 0.18, bins } }).reliability;
    expect(cells(content)).toEqual([["90 – 95 %", "93.0 %", "15 of 20", "75.0 %", "53 – 89 %"]]);
    expect(summary(content)).toBe("Mean calibration error: 18.0 points (20 labels).");
    expect(columns(content).series.map(({ values }) => values)).toEqual([
      [0, 0.93, 1],
      [null, 0.75, null],
    ]);
  });

  test("confidence is of free use as it was, not of the samples that were taken", () => {
    const confidence = [
      { from: 0.5, to: 0.55, free: 30, free_share: 0.05, told: 1 },
      { from: 0.95, to: 1, free: 10, free_share: 0.95, told: 9 },
    ];
    const content = calibrationFigures({ ...exampleQuality(), confidence }).confidence;
    expect(summary(content)).toBe("5.0 % of predictions in free use had a confidence below 70 % (40 samples).");
    expect(columns(content).series[0]?.values).toEqual([0.05, 0.95]);
  });

  test("false alarms are what was told, with the minutes that they are of", () => {
    const of_none_shown = { correct: 2, n: 20, rate: 0.1, low: 0.02, high: 0.31, people: null };
    const alarms = { free_minutes: 40, corrected_to_none: 2, per_minute: 0.05, low: 0.006, high: 0.18, of_none_shown };
    const content = calibrationFigures({ ...exampleQuality(), false_alarms: alarms })["false-alarms"];
    expect(summary(content)).toBe("2 reported false alarms in 40 minutes of use: 3.00 an hour.");
    expect(cells(content)[0]?.slice(1)).toEqual(["2", "40 minutes", "3.00", "0.36 – 10.8"]);
  });

  test("drift is two distributions beside each other, with a verdict in words, what changed most first", () => {
    const bins = [
      { name: null, from: 0, to: 0.005, reference: 0.9, current: 0.2 },
      { name: null, from: 0.005, to: 0.1, reference: 0.1, current: 0.8 },
    ];
    const strong = { psi: 0.31, verdict: "strong", n: 300, n_reference: 400, bins } as const;
    const few = { psi: null, verdict: null, n: 3, n_reference: 400, bins: [] };
    const unknown = { psi: null, verdict: null, n: 0, n_reference: 0, bins: [] };
    const days = { from: "2026-11-16", to: "2026-11-22" };
    const others = { light: unknown, hand_size: unknown, hands: unknown, side: unknown, area: unknown };
    const drift = { enough: 100, reference: days, current: days, ...others, predictions: few, noise: strong };
    const content = calibrationFigures({ ...exampleQuality(), drift }).drift;
    expect(cells(content)).toEqual([
      ["Noise in the picture", "0.0 – 0.5 %", "90.0 %", "20.0 %", "strong drift", "0.310", "400", "300"],
      ["Noise in the picture", "1 – 10 %", "10.0 %", "80.0 %", "", "", "", ""],
      ["Predicted gestures", "", "", "", "–", "–", "400", "3"],
    ]);
    expect(columns(content).title).toBe("Noise in the picture: strong drift");
    expect(columns(content).series.map(({ values }) => values)).toEqual([
      [0.9, 0.1],
      [0.2, 0.8],
    ]);
    expect(summary(content)).toBe(
      "Noise in the picture: strong drift. Too few samples: predicted gestures. " +
        "Compared: Nov 16 – Nov 22 with Nov 16 – Nov 22; each needs 100 samples.",
    );
    expect(calibrationFigures({ ...exampleQuality(), drift: { ...drift, current: null } }).drift).toContain(
      "first week",
    );
  });
});

describe("how hands are seen", () => {
  const accuracy = { correct: 15, n: 20, rate: 0.75, low: 0.53, high: 0.89, people: null };
  const none = { correct: 0, n: 0, rate: null, low: null, high: null, people: null };
  const hands = readExample("stats-hands").reply as Hands;
  const bins = [
    { name: "left", from: null, to: null, n: 40, share: 0.25, accuracy },
    { name: "right", from: null, to: null, n: 120, share: 0.75, accuracy: none },
  ];

  test("each part of a measure has its accuracy, and its share of the use", () => {
    const content = handFigures({ ...hands, conditions: [{ measure: "side", n: 160, bins }] })["hand-conditions"];
    expect(cells(content)).toEqual([
      ["Side of the hand", "Left", "40", "25.0 %", "15 of 20", "75.0 %", "53 – 89 %"],
      ["Side of the hand", "Right", "120", "75.0 %", "0 of 0", "–", ""],
    ]);
    expect(summary(content)).toBe("Weakest: side of the hand, left: 75.0 % (53 – 89 %).");
    expect(handFigures(hands)["hand-conditions"]).toContain("No samples of hands");
  });

  test("losses are told per minute with a hand, by day", () => {
    const day = { day: "2026-11-22", minutes: 30, lost: 6, per_minute: 0.2, low: 0.07, high: 0.44 };
    const content = handFigures({ ...hands, tracking: day, tracking_by_day: [day] }).tracking;
    expect(summary(content)).toBe("0.20 losses a minute (0.07 – 0.44) in 30 minutes with a hand.");
    expect(cells(content)).toEqual([["2026-11-22", "30.0", "6", "0.20", "0.07 – 0.44"]]);
    expect(handFigures(hands).tracking).toContain("Nobody has been followed");
  });
});

describe("latency", () => {
  const few = { n: 3, p50: null, p90: null, p99: null };
  const quick = { n: 100, p50: 3, p90: 4.5, p99: 9 };
  const slow = { n: 100, p50: 30, p90: 45, p99: 90 };
  const group = {
    device_class: "computer" as const,
    backend: "wasm",
    inference_ms: few,
    fps: { n: 100, p1: 9, p10: 18, p50: 30 },
  };
  const speed: Speed = {
    ...ALONE,
    enough: 10,
    groups: [
      { ...group, browser: "Firefox", answer_ms: quick },
      { ...group, browser: "Safari", answer_ms: slow },
    ],
    outbox_delay_s: { n: 100, p50: 12, p90: 300, p99: 90_000 },
    received: [
      { day: "2026-11-20", stored: 5, duplicate: 1, refused: 0 },
      { day: "2026-11-22", stored: 7, duplicate: 0, refused: 2 },
    ],
  };

  test("the slowest is named, and bars compare rows", () => {
    const content = latencyFigures(speed)["latency-by-device"];
    expect(summary(content)).toBe("Slowest: Safari, computer, wasm, p90 45.0 ms.");
    expect(cells(content)[0]).toEqual(["Firefox, computer, wasm", "100", "3.00", "4.50", "9.00", "–", "–", "–"]);
    expect(full(content).table.rows[1]?.[4]?.bar).toBe(1);
    expect(full(content).table.rows[0]?.[4]?.bar).toBeCloseTo(0.1);
  });

  test("of frames a second the few are told, by what most have at least", () => {
    const content = latencyFigures(speed)["frame-rate"];
    expect(summary(content)).toBe("Slowest: Firefox, computer, wasm, p10 18.0 frames per second.");
    expect(cells(content)[0]).toEqual(["Firefox, computer, wasm", "100", "30.0", "18.0", "9.00"]);
  });

  test("delays are in units that people use", () => {
    expect(cells(latencyFigures(speed)["upload-delay"])).toEqual([["100", "12.0 s", "5 min", "25.0 h"]]);
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
      { day: "2026-11-21", model_id: "older", samples: 9 },
      { day: "2026-11-22", model_id: "older", samples: 2 },
      { day: "2026-11-22", model_id: "newer", samples: 5 },
    ];
    const best: BestModels = { ...ALONE, enough: 10, models: [], backbones: [], adoption };
    expect(cells(adoptionContent(best))).toEqual([
      ["2026-11-22", "2", "5"],
      ["2026-11-21", "9", "0"],
    ]);
  });
});

test("the timeline says what became of each model, and why: of a refused one only the checks that it failed", () => {
  const passed = { check: "latency", passed: true, words: "Nothing is slower.", champion: 3, challenger: 3 };
  const failed = { check: "recall", passed: false, words: "Fist is named worse.", champion: 0.9, challenger: 0.8 };
  const event = { before: "older", why: null, reasons: [passed] };
  const content = decisionsContent({
    timeline: [
      {
        ...event,
        at: "2026-11-24T05:00:00Z",
        what: "rolled back",
        model_id: "older",
        why: "7 of 9 said so.",
        reasons: [],
      },
      { ...event, at: "2026-11-24T03:00:00Z", what: "promoted", model_id: "newest" },
      { ...event, at: "2026-11-23T03:00:00Z", what: "refused", model_id: "newer", reasons: [passed, failed] },
    ],
  });
  expect(cells(content).map((row) => row.slice(1))).toEqual([
    ["Rolled back", "older", "older", "7 of 9 said so."],
    ["Promoted", "newest", "older", "Nothing is slower."],
    ["Refused", "newer", "older", "Fist is named worse."],
  ]);
  expect(summary(content)).toBe("0 models published, 1 promoted, 1 refused, 1 rolled back.");
  expect(full(content).events?.map(({ what, isBad }) => [what, isBad])).toEqual([
    ["Rolled back: older", true],
    ["Promoted: newest, in place of older", false],
    ["Refused: newer; older stays", true],
  ]);
  expect(decisionsContent({ timeline: [] })).toContain("No challenger");
});

test("models stand beside each other, and the heads of one backbone also together", () => {
  const { report, confusion } = readOverview();
  const accuracy = { correct: 15, n: 20, rate: 0.75, low: 0.53, high: 0.89, people: null };
  const model = {
    way: "hand" as const,
    backbone: "1a2b",
    labels: [],
    n: 20,
    report: { ...report, accuracy },
    confusion,
  };
  const models = [
    { ...model, model_id: "newer" },
    { ...model, model_id: "older" },
  ];
  const backbones = [{ ...model, models: ["newer", "older"], backbone: "1a2b" }];
  const content = modelsContent({ ...ALONE, enough: 10, adoption: [], models, backbones });
  expect(cells(content).map((row) => row.slice(0, 5))).toEqual([
    ["newer", "hands", "1a2b", "15 of 20", "75.0 %"],
    ["older", "hands", "1a2b", "15 of 20", "75.0 %"],
    ["Backbone 1a2b, 2 heads", "hands", "1a2b", "15 of 20", "75.0 %"],
  ]);
  expect(full(content).table.rows[1]?.[0]?.choice).toEqual({ model: "older" });
  expect(modelsContent({ ...ALONE, enough: 10, adoption: [], models: [], backbones: [] })).toContain("No model");
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
  const shadow = (changes: object = {}, challenger: string | null = "newer"): Shadow => ({
    ...ALONE,
    enough: 10,
    champion: "older",
    challenger,
    pairs: [{ ...pair, ...changes }],
  });

  test("how often they differ, with the interval, and who was right", () => {
    const content = shadowFigures(shadow()).compared;
    expect(summary(content)).toBe("newer disagreed with older in 60 of 1,200 frames. Rate 5.0 % (3 – 7 %).");
    expect(cells(content)).toEqual([["newer", "older", "1,200", "60", "5.0 %", "3 – 7 %", "9", "3", "1"]]);
  });

  test("few frames are no rate, and one that is over is said to be", () => {
    const few = shadow({ compared: 9, disagreed: 1, rate: null, low: null, high: null }, null);
    expect(summary(shadowFigures(few).compared)).toMatch(
      /1 of 9 frames\. Needs 10 frames, 9 so far\. Nothing is compared just now\.$/,
    );
    expect(shadowFigures({ ...few, pairs: [] }).compared).toBe("No model runs in shadow.");
  });

  test("what they said where they differ", () => {
    const content = shadowFigures(shadow()).differences;
    expect(summary(content)).toBe("Most often older predicted Fist and newer No gesture (7 images).");
    expect(cells(content)).toEqual([
      ["Fist", "0", "7 (100 %)"],
      ["No gesture", "2 (100 %)", "0"],
    ]);
    const none = shadow({ kept: { labels: ["fist"], counts: [[0]] } });
    expect(shadowFigures(none).differences).toContain("No image was kept");
  });
});

test("the current model stands first where it is not among the best, and is marked where it is", () => {
  const { model_id, report, confusion } = readOverview();
  const best = { ...ALONE, enough: 10, adoption: [], backbones: [], models: [] as BestModels["models"] };
  const other = { model_id: "other", way: null, backbone: null, labels: [], n: 1, report, confusion };
  const standing = (models: BestModels["models"], chosen?: string): string[][] =>
    modelsSideBySide(readOverview(), { ...best, models }, chosen).map((each) => [each.model_id, each.standing]);
  expect(standing([other])).toEqual([
    [model_id, "Current"],
    ["other", "Best"],
  ]);
  expect(standing([other, { ...other, model_id }])).toEqual([
    ["other", "Best"],
    [model_id, "Second · Current"],
  ]);
  expect(standing([], model_id)).toEqual([[model_id, "Chosen"]]);
  expect(modelsSideBySide(null, null, undefined)).toEqual([]);
});

function readOverview(): Overview {
  return readExample("stats").reply as Overview;
}
