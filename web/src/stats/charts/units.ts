/** Values on charts in words. */

import { compact, duration, number, percent, percentRange, rounded } from "../format";
import { FIGURE } from "../words";
import type { Unit } from "./spec";

const WORDS: Readonly<Record<Unit, (value: number) => string>> = {
  share: (value) => percent(value),
  count: (value) => number(value),
  rate: (value) => rounded(value),
  ms: (value) => `${rounded(value)}\u00a0ms`,
  fps: (value) => FIGURE.aSecond(rounded(value)),
  s: (value) => duration(value),
};

/** The whole value, with its unit. */
export function valueWords(value: number, unit: Unit): string {
  return WORDS[unit](value);
}

/** From one to another. */
export function rangeWords(low: number, high: number, unit: Unit): string {
  return unit === "share" ? percentRange(low, high) : `${valueWords(low, unit)} – ${valueWords(high, unit)}`;
}

/** The same on an axis: round values, as short as they can be. */
export function tickWords(value: number, unit: Unit): string {
  if (unit === "share") return percent(value, 0);
  if (unit === "s") return duration(value).replace(/\.00? /, " ");
  return compact(value);
}
