/** Numbers, days and times in words that people read. */

import { many } from "../ui/words";
import type { Rate, Report } from "./answers";

export { many };

/** Where there is no number, or too little to compute one. */
export const NONE = "–";
export const INTERVAL = "95\u00a0% confidence interval";

/** A share of 0 … 1. */
export function percent(share: number | null, digits = 1): string {
  return share === null ? NONE : `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** The confidence interval of a rate, rounded outwards; empty where there is none. */
export function interval({ low, high }: Pick<Rate, "low" | "high">): string {
  return low === null || high === null ? "" : `${Math.floor(100 * low)}\u00a0–\u00a0${Math.ceil(100 * high)}\u00a0%`;
}

export function ofAll({ correct, n }: Pick<Rate, "correct" | "n">): string {
  return `${correct} of ${n}`;
}

/** How much is missing before there is a figure: "Needs 10 labels, 3 so far". */
export function needs(enough: number, n: number, one: string, more = `${one}s`): string {
  return `Needs ${many(enough, one, more)}, ${n.toLocaleString()} so far`;
}

/** The same of the accuracy, which is a mean over samples, or over people where they weigh equally. */
export function needsOf({ accuracy: { n, people }, enough, enough_people }: Report): string {
  return people === null ? needs(enough, n, "label") : needs(enough_people ?? 0, people, "person", "people");
}

/** What a rate is made of: labels, or people who weigh equally. */
export function basis({ n, people }: Pick<Rate, "n" | "people">): string {
  return people === null ? many(n, "label") : `${many(people, "person", "people")} with ${many(n, "label")}`;
}

/** Milliseconds or frames, with as many digits as they mean something. */
export function rounded(value: number | null): string {
  if (value === null) return NONE;
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

/** Seconds as a person says them. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NONE;
  if (seconds < 90) return `${rounded(seconds)} s`;
  if (seconds < 5_400) return `${(seconds / 60).toFixed(0)} min`;
  return seconds < 129_600 ? `${(seconds / 3_600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

/** A day in UTC, such as 2026-11-22, in few words: "22 Nov". */
export function dayWords(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
}

/** All days from the first to the last of these, in order: one without samples is a day too. */
export function allDays(days: readonly string[]): string[] {
  const sorted = [...days].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: string[] = [];
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= Date.parse(`${last}T00:00:00Z`); at += 86_400_000) {
    all.push(new Date(at).toISOString().slice(0, 10));
  }
  return all;
}
