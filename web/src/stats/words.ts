/** What the stats page's scripts say; what stats.html says itself stays there. */

import { many } from "../ui/words";
import type { Rate, Report } from "./answers";
import { number, percentRange, recently } from "./format";

export { many };

/** The page itself (page.ts, tab-bar.ts). */
export const PAGE = {
  title: (tab: string) => `${tab} · Stats · Hand gestures`,
  computed: (at: string | null, model: string) => `${at === null ? "" : `As of ${recently(at)}, `}model ${model}`,
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
  chosen: (count: number) => `(${number(count)} chosen)`,
} as const;

export const INTERVAL = "95\u00a0% confidence interval";

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
