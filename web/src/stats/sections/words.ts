/** What the panels of the stats page say, beside the words that all of the page has (../words.ts). */

import { many } from "../../ui/words";
import { number, percent, rounded } from "../format";

export const NO_SAMPLES = "No samples yet.";
export const NO_LABELS = "No labels yet. Log in, show a gesture, and press its key to say which one it is.";
export const PERCENTILES = ["Median", "p90", "p99"] as const;
export const LOW_PERCENTILES = ["Median", "p10", "p1"] as const;
/** Of what is compared with. */
export const BEFORE = "Before";

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
  allHeads: (backbone: string, heads: number) => `Backbone ${backbone}, ${many(heads, "head")}`,
} as const;

/** Confidence and drift (calibration.ts, drift.ts). */
export const QUALITY = {
  error: (ece: number, n: number) => `Mean calibration error: ${number(100 * ece, 1)} points (${many(n, "label")}).`,
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

/** How hands are seen (hands.ts). */
export const HANDS = {
  what: { side: "Side of the hand", hands: "Hands in the picture", hand_size: "Hand size in frame", light: "Light" },
  name: { left: "Left", right: "Right", "0": "None", "1": "One", "2": "Two" } as Readonly<Record<string, string>>,
  none: "No samples of hands on these days say how they were seen: newer ones do.",
  weakest: (what: string, bin: string, rate: string) =>
    `Weakest: ${what.toLowerCase()}, ${bin.toLowerCase()}: ${rate}.`,
  tooFew: (enough: number) => `Each part needs ${many(enough, "label")}.`,
  ofUse: (share: number) => `${percent(share, 0)} of use`,
  headings: ["What", "Range", "Samples", "Share of use", "Correct", "Accuracy"],
  lost: (rate: number, low: string, high: string, minutes: number) =>
    `${rounded(rate)} losses a minute (${low} – ${high}) in ${many(Math.round(minutes), "minute")} with a hand.`,
  noTracking: "Nobody has been followed on these days, or not by a page that counts losses.",
  losses: "Losses a minute",
  trackingHeadings: ["Day", "Minutes with a hand", "Losses", "Losses a minute"],
} as const;

/** How models came and went (decisions.ts). */
export const LEARNING = {
  none: "No challenger has been compared with the champion on these days.",
  lanes: { promoted: "Promoted", refused: "Refused", "rolled back": "Rolled back", published: "Published" },
  summary: (published: number, promoted: number, refused: number, back: number) =>
    `${many(published, "model")} published, ${number(promoted)} promoted, ${number(refused)} refused, ${number(back)} rolled back.`,
  headings: ["When", "What", "Model", "In place of", "Why"],
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
