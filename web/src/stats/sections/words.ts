/** What the panels of the stats page say, beside the words that all of the page has (../words.ts). */

import { many } from "../../ui/words";
import type { Shadow } from "../answers";
import { duration, number, percent, rounded } from "../format";
import { INTERVAL, needs } from "../words";

type ShadowPair = Shadow["pairs"][number];

export const NO_SAMPLES = "No samples yet.";
export const NO_LABELS = "No labels yet. Log in, show a gesture, and press its key to say which one it is.";
export const PERCENTILES = ["Median", "p90", "p99"] as const;
export const LOW_PERCENTILES = ["Median", "p10", "p1"] as const;

/** Models beside each other, and each one's report (model-cards.ts, models.ts, accuracy.ts). */
export const MODELS = {
  ranks: ["Best", "Second", "Third"],
  current: "Current",
  chosen: "Chosen",
  report: (model: string) => `Accuracy of ${model}`,
  confusion: (model: string) => `Confusion matrix of ${model}`,
  confusionHint:
    "Each number is per cent of its row: of what was shown, how much was predicted as the column's letter.",
  recall: "Recall",
  precision: "Precision",
  accuracy: "Accuracy",
  none: "No model has labelled samples yet.",
  best: (model: string, rate: string, range: string) => `${model} is the most accurate: ${rate} (${range}).`,
  tooFew: (enough: number) => `Each model needs ${many(enough, "label")}.`,
  headings: ["Model", "Way", "Backbone", "Correct", "Accuracy", "Macro F1"],
  way: { hand: "hands", silhouette: "silhouettes" },
  now: (model: string) => `Now ${model}`,
  macro: (f1: number) => ` Macro F1 ${number(f1, 3)}.`,
  reportHeadings: ["Label", "Correct", "Recall", INTERVAL, "Precision", "F1"],
  all: "All",
  macroAverage: "Macro average",
  weightedAverage: "Weighted average",
  noConfusion: "No confusions.",
  confused: (cell: string) => `Most often confused: ${cell}.`,
  cell: (label: string | undefined, predicted: string | undefined, n: number) =>
    `${label}, predicted as ${predicted} (${many(n, "time")})`,
  predictedAs: "predicted as",
  label: "Label",
  day: "Day",
  byDay: (correct: number, n: number, days: number) =>
    `${number(correct)} of ${many(n, "labelled sample")} were correct, on ${many(days, "day")}.`,
  dayNeeds: (enough: number, most: number) => `${needs(enough, most, "label")} for one gesture on one day.`,
  few: (correct: string, missing: string) => `${correct} labelled samples were correct. ${missing}.`,
  rate: (rate: string, range: string, basis: string) => `Accuracy ${rate} (${range}) from ${basis}.`,
  allHeads: (backbone: string, heads: number) => `Backbone ${backbone}, ${many(heads, "head")}`,
} as const;

/** Confidence and drift (calibration.ts, drift.ts). */
export const QUALITY = {
  error: (ece: number, n: number) => `Mean calibration error: ${number(100 * ece, 1)} points (${many(n, "label")}).`,
  noLabels: "No labels yet.",
  accuracy: "Accuracy",
  labels: "Labels",
  errorHeadings: ["Confidence", "Mean confidence", "Correct", "Accuracy", INTERVAL],
  noUse: "No samples of free use yet.",
  unsure: (share: number, n: number) =>
    `${percent(share)} of predictions in free use had a confidence below ${percent(0.7, 0)} (${many(n, "sample")}).`,
  predictions: "Predictions",
  confidenceHeadings: ["Confidence", "Share in free use", "Samples of free use", "Labelled samples"],
  alarms: (corrected: number, minutes: number, anHour: number | null) =>
    `${many(corrected, "reported false alarm")} in ${many(minutes, "minute")} of use` +
    `${anHour === null ? "" : `: ${QUALITY.anHour(anHour)}`}.`,
  anHour: (rate: number) => `${rounded(rate)} an hour`,
  rate: "Rate",
  alarmHeadings: ["Where", "False alarms", "Of", "Rate", INTERVAL],
  inUse: "Free use, an hour",
  prompted: "Prompted for no gesture",
  accuracyAt: "Accuracy at each confidence",
  labelsAt: "Labels at each confidence",
  perfect: "Perfectly calibrated",
  what: {
    predictions: "Predicted gestures",
    noise: "Noise in the picture",
    area: "Hand area",
    light: "Light",
    hand_size: "Hand size in frame",
    hands: "Number of hands",
    side: "Side",
  },
  verdict: { none: "no drift", some: "some drift", strong: "strong drift" },
  tooFew: "too few samples",
  firstWeek: "First week",
  now: "These days",
  noDrift: "The model has not been in use for longer than its first week.",
  compared: (current: string, reference: string, enough: number) =>
    `Compared: ${current} with ${reference}; each needs ${number(enough)} samples.`,
  few: (what: readonly string[]) => `Too few samples: ${what.join(", ")}.`,
  same: (what: readonly string[]) => `No drift: ${what.join(", ")}.`,
  driftHeadings: ["What", "Range", "First week", "These days", "Verdict", "PSI", "Samples then", "Samples now"],
} as const;

/** Who uses it, when, and for what (usage.ts, gestures.ts, sessions.ts). */
export const USE = {
  byDay: (n: number, days: number, most: string, times: number) =>
    `${many(n, "sample")} on ${many(days, "day")}; most often ${most} (${number(times)}).`,
  nobodyToday: (zone: string) => `Nobody has used it yet today (${zone}).`,
  most: (people: number, time: string, zone: string) =>
    `At most ${many(people, "person", "people")} at once today, from ${time} (${zone}).`,
  atOnce: (people: number) => `${number(people)} at once`,
  people: "People",
  todayHeadings: ["From", "People"],
  nobody: "Nobody has used it on these days.",
  minutes: (people: number, minutes: number, days: number) =>
    `${many(people, "person", "people")} used it for ${many(minutes, "minute")} on ${many(days, "day")}.`,
  minuteHeadings: ["Person", "Total"],
  logIn: "Log in on the recognition page to see your own sessions here.",
  noSessions: "You have no sessions with samples yet.",
  sessionHeadings: ["Started", "Samples", "Predicted"],
} as const;

/** How fast it is, and what became of what was sent (latency.ts). */
export const SPEED = {
  tooFew: "Too few samples on each kind of device.",
  slowest: (device: string, p90: string) => `Slowest: ${device}, p90 ${p90} ms.`,
  answer: "From frame to prediction",
  network: "The network alone",
  latencyHeadings: [
    "Device",
    "Samples",
    ...PERCENTILES,
    ...PERCENTILES.map((name) => `Network, ${name.toLowerCase()}`),
  ],
  ofNetwork: (name: string) => `Network, ${name.toLowerCase()}`,
  p90: (ms: number) => `p90 ${rounded(ms)}\u00a0ms`,
  p10: (fps: number) => `p10 ${rounded(fps)}`,
  median: (seconds: number) => `median ${duration(seconds)}`,
  inAll: (n: number) => `${many(n, "sample")} in all`,
  noRate: "No sample has its frame rate with it yet.",
  slowestRate: (device: string, p10: string) => `Slowest: ${device}, p10 ${p10} frames per second.`,
  rateHeadings: ["Device", "Samples", ...LOW_PERCENTILES],
  delay: (median: string, p99: string) => `Median ${median}, p99 ${p99}.`,
  delayHeadings: ["Samples", ...PERCENTILES],
  nothing: "Nothing received yet.",
  stored: "Stored",
  duplicates: "Duplicates",
  refused: "Refused",
  received: (stored: number, duplicates: number, refused: number, days: number) =>
    `${number(stored)} stored, ${many(duplicates, "duplicate")} and ${number(refused)} refused on ${many(days, "day")}.`,
  lastDay: (day: string, counts: string) => `On ${day}: ${counts}.`,
} as const;

/** What a challenger answers unseen (shadow.ts). */
export const SHADOW = {
  none: "No model runs in shadow.",
  noFrames: "A model runs in shadow, and no frame that it answered has come in yet.",
  rate: (rate: string, range: string) => `Rate ${rate} (${range})`,
  rateOf: "Rate",
  summary: ({ challenger, champion, disagreed, compared }: ShadowPair, rate: string, isRunning: boolean) =>
    `${challenger} disagreed with ${champion} in ${number(disagreed)} of ${many(compared, "frame")}. ${rate}.` +
    (isRunning ? "" : " Nothing is compared just now."),
  headings: [
    "Challenger",
    "Champion",
    "Frames",
    "Disagreements",
    "Rate",
    INTERVAL,
    "Labelled: challenger correct",
    "Labelled: champion correct",
    "Labelled: neither",
  ],
  noDifference: "No image was kept on which two models differ.",
  difference: ({ champion, challenger }: ShadowPair, one: string | undefined, other: string | undefined, n: number) =>
    `Most often ${champion} predicted ${one} and ${challenger} ${other} (${many(n, "image")}).`,
  relation: "for the champion, for the challenger",
  champion: "Champion",
  ofChallenger: (gesture: string) => `Challenger: ${gesture}`,
} as const;

/** How hands are seen (hands.ts). */
export const HANDS = {
  what: { side: "Side of the hand", hands: "Hands in the picture", hand_size: "Hand size in frame", light: "Light" },
  name: { left: "Left", right: "Right", "0": "None", "1": "One", "2": "Two" } as Readonly<Record<string, string>>,
  none: "No samples of hands on these days say how they were seen: newer ones do.",
  weakest: (what: string, bin: string, rate: string) =>
    `Weakest: ${what.toLowerCase()}, ${bin.toLowerCase()}: ${rate}.`,
  tooFew: (enough: number) => `Each part needs ${many(enough, "label")}.`,
  share: "Share of use",
  ofUse: (share: number) => `${percent(share, 0)} of use`,
  headings: ["What", "Range", "Samples", "Share of use", "Correct", "Accuracy"],
  lost: (rate: number, low: string, high: string, minutes: number) =>
    `${rounded(rate)} losses a minute (${low} – ${high}) in ${many(Math.round(minutes), "minute")} with a hand.`,
  noTracking: "Nobody has been followed on these days, or not by a page that counts losses.",
  losses: "Losses a minute",
  trackingHeadings: ["Day", "Minutes with a hand", "Losses", "Losses a minute"],
} as const;

const LANES = {
  promoted: "Promoted",
  refused: "Refused",
  "rolled back": "Rolled back",
  published: "Published",
} as const;

/** How models came and went (decisions.ts). */
export const LEARNING = {
  none: "No challenger has been compared with the champion on these days.",
  lanes: LANES,
  summary: (published: number, promoted: number, refused: number, back: number) =>
    `${many(published, "model")} published, ${number(promoted)} promoted, ${number(refused)} refused, ${number(back)} rolled back.`,
  event: (what: keyof typeof LANES, model: string, before: string | null) => {
    const event = `${LANES[what]}: ${model}`;
    if (before === null || before === model) return event;
    return what === "refused" ? `${event}; ${before} stays` : `${event}, in place of ${before}`;
  },
  headings: ["When", "What", "Model", "Champion before", "Why"],
} as const;

/** What waits to be looked at (mistakes.ts). */
export const QUEUE = {
  waiting: (prompted: number, corrected: number) =>
    `${many(prompted + corrected, "mistake")} to look at: ${number(prompted)} of prompted labels, ${number(corrected)} of corrections.`,
  none: "No mistakes that may be shown wait to be looked at.",
  all: "Show all",
  was: (label: string, predicted: string) => `${label}, predicted as ${predicted}`,
  saw: (words: string) => `What the network saw: ${words}`,
  source: { prompted: "prompted", corrected: "corrected by the person" },
  confidence: (share: number) => `confidence ${percent(share, 0)}`,
  light: (share: number) => `light ${percent(share, 0)}`,
  label: "Label",
  right: "Label is right",
  rightOf: (words: string) => `The label is right: ${words}`,
  correct: "Correct",
  correctOf: (words: string) => `Correct: ${words}`,
  sameLabel: "Choose another label first, or say that this one is right.",
  corrected: (label: string) => `Corrected to ${label}. The figures follow in a few seconds.`,
  confirmed: (label: string) => `${label} is right: the model was wrong. It is off the list.`,
} as const;
