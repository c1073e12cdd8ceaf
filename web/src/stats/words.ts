/** What the stats page's scripts say; what stats.html says itself stays there. */

import { wordsFor } from "../shared/gestures";
import { many } from "../ui/words";
import type { Rate, Report } from "./answers";
import type { Query } from "./filters";
import { dayWords, number, percent, percentRange, recently } from "./format";

export { many };

export const INTERVAL = "95\u00a0% confidence interval";

const REFUSED: ReadonlyMap<string, string> = new Map([
  ["model", "There is no such model here: choose one from the list."],
  ["device", "There is no such device here: choose one from the list."],
  ["to", "The last day is before the first: swap the two."],
  ["compare", "There is no period before these days: choose later ones, or a model to compare with."],
]);

/** The page itself (page.ts, tab-bar.ts). */
export const PAGE = {
  noMatch: "No samples match these filters.",
  /** The server's words begin with the name of what it refuses. */
  refused: (why: string) => `These filters cannot be used. ${REFUSED.get(why.split(":")[0] ?? "") ?? ""}`.trim(),
  title: (tab: string) => `${tab} · Stats · Hand gestures`,
  /** What is counted, when it was counted, and of which model rates are. */
  computed: ({ from, to, device_class, device }: Query, at: string | null, model: string) =>
    [
      from === undefined && to === undefined ? "All time" : daysWords(from, to),
      device_class === undefined ? "" : `${device_class}s`,
      device ?? "",
      at === null ? "" : `as of ${recently(at)}`,
      `model ${model}`,
    ]
      .filter((words) => words !== "")
      .join(" · "),
} as const;

/** Around every figure, and on every chart (figure.ts, charts/). */
export const FIGURE = {
  table: "Show as table",
  tableOf: (title: string) => `${title}, table`,
  csv: (title: string) => `${title}: save the table as CSV`,
  png: (title: string) => `${title}: save a picture as PNG`,
  chooseDays: "Enter, or letting go, shows only these days",
  ofRow: (n: number, share: number) => `${number(n)} (${percent(share)} of its row)`,
  right: (name: string) => `${name}: right`,
  aSecond: (rate: string) => `${rate} a second`,
} as const;

/** The first screen (sections/headline.ts). */
export const OVERVIEW = {
  correct: ({ correct, n }: Pick<Rate, "correct" | "n">) =>
    `${number(correct)} of ${many(n, "labelled sample")} were correct`,
  interval: (rate: Rate) => `${INTERVAL} ${interval(rate)}`,
  better: (by: string, before: string) => `${by} better than ${before}`,
  worse: (by: string, before: string) => `${by} worse than ${before}`,
  same: (low: string, high: string, before: string) => `No clear difference from ${before} (${low} to ${high} points)`,
  noChange: (before: string) => `Too few labels to compare with ${before}`,
  samples: "Samples",
  people: "People",
  prompted: "Prompted labels",
  corrected: "Corrections",
  online: "Online now",
  accounts: (count: number) => `of ${many(count, "account")}`,
  byDay: (days: number) => `By day, ${many(days, "day")}.`,
  before: (count: number) => `${number(count)} before`,
  ofModel: (model: string, count: number) => `${model}: ${number(count)}`,
} as const;

/** Recall by gesture (sections/need.ts). */
export const NEED = {
  noLabels: "No prompted labels yet: show a gesture and press its key to say which one it is.",
  tooFew: (enough: number) => `Each gesture needs ${many(enough, "label")}.`,
  worst: (gesture: string, rate: string) => `${gesture} needs work most: ${rate} of its labelled samples were correct.`,
  few: (n: number) => many(n, "label"),
  recall: "Recall",
  headings: ["Gesture", "Recall", INTERVAL, "Correct"],
} as const;

/** The weakest groups (sections/groups.ts). */
export const GROUPS = {
  tooFew: (enough: number, groups: number) =>
    groups === 0
      ? "No prompted labels yet."
      : `Each group needs ${many(enough, "label")}: none of the ${number(groups)} has as many.`,
  weakest: (group: string, rate: string, range: string) => `${group}: ${rate} correct (${range}).`,
  correct: "Correct",
  note: (rate: string, n: number) => `${rate} of ${number(n)}`,
  device: { computer: "computer", handheld: "phone or tablet", unknown: "unknown" },
  light: { dark: "dark", dim: "dim light", bright: "bright", unknown: "unknown" },
  headings: ["Gesture", "Device", "Light", "Correct", INTERVAL, "Labels"],
  picture: (group: string) => `What the network saw and named wrongly: ${group}`,
} as const;

/** Accuracy by day (sections/progress.ts). */
export const PROGRESS = {
  noLabels: "No prompted labels on these days.",
  accuracy: "Accuracy",
  onADay: "on one day.",
  switched: (what: "publish" | "promote" | "roll back", model: string) =>
    `${what === "roll back" ? "Rolled back to" : "Now"} ${model}`,
  course: (first: string, firstDay: string, last: string, lastDay: string) =>
    `${first} on ${firstDay} to ${last} on ${lastDay}`,
  fromTo: (course: string) => `From ${course}.`,
  wasFromTo: (course: string) => `from ${course}`,
  headings: ["Day", "Accuracy", INTERVAL, "Correct", "Models"],
} as const;

/** Who is there (sections/online.ts). */
export const ONLINE = {
  summary: (online: number, accounts: number) =>
    `${many(online, "person", "people")} online, of ${many(accounts, "account")}, all time`,
  headings: ["Person", "Last seen"],
  now: "online now",
  never: "not yet",
  you: (name: string) => `${name} (you)`,
  everybody: "Everybody",
  nobody: "Log in to see yourself here; the administrator sees everybody.",
} as const;

/** What went wrong (tabs/mistakes.ts). */
export const MISTAKES = {
  cell: (label: string | undefined, predicted: string | undefined) =>
    [
      label === undefined ? "" : `Labelled ${wordsFor(label)}`,
      predicted === undefined ? "" : `predicted as ${wordsFor(predicted)}`,
    ]
      .filter((words) => words !== "")
      .join(", "),
} as const;

/** What cannot be read (troubles.ts). */
export const TROUBLE = {
  stale: (why: string) => `${why} Until then these are the figures from before.`,
  away: (since: string) =>
    `Stats need the network: they are computed on the server. It has not been reached since ${since}; they come as soon as it is.`,
  noFigures: (since: string) => `No figures yet: the server has not been reached since ${since}`,
} as const;

/** The filters (filter-form.ts). */
export const FILTERS = {
  currentModel: "Current model",
  allDevices: "All devices",
  comparedWith: (isPeriod: boolean) => (isPeriod ? "Period before" : "Nothing"),
  chosen: (count: number) => `(${number(count)} chosen)`,
} as const;

/** The confidence interval of a rate, rounded outwards; empty where there is none. */
export function interval({ low, high }: Pick<Rate, "low" | "high">): string {
  return low === null || high === null ? "" : percentRange(low, high);
}

export function ofAll({ correct, n }: Pick<Rate, "correct" | "n">): string {
  return `${number(correct)} of ${number(n)}`;
}

/** How much is missing before there is a figure: "Needs 10 labels, 3 so far". */
export function needs(enough: number, n: number, one: string, more = `${one}s`): string {
  return `Needs ${many(enough, one, more)}, ${number(n)} so far`;
}

/** The same of the accuracy, which is a mean over samples, or over people where they weigh equally. */
export function needsOf({ accuracy: { n, people }, enough, enough_people }: Report): string {
  return people === null ? needs(enough, n, "label") : needs(enough_people ?? 0, people, "person", "people");
}

/** What a rate is made of: labels, or people who weigh equally. */
export function basis({ n, people }: Pick<Rate, "n" | "people">): string {
  return people === null ? many(n, "label") : `${many(people, "person", "people")} with ${many(n, "label")}`;
}

/** From a day to another; one day alone where they are the same. */
export function daysWords(from: string | undefined, to: string | undefined): string {
  if (from === to && from !== undefined) return dayWords(from);
  return `${from === undefined ? "" : dayWords(from)} – ${to === undefined ? "" : dayWords(to)}`.trim();
}
