/** Numbers and times as all of the stats page writes them, with the viewer's own marks and order. */

/** Where there is no number, or too little to compute one. */
export const NONE = "–";

type Digits = Pick<Intl.NumberFormatOptions, "minimumFractionDigits" | "maximumFractionDigits" | "signDisplay">;

/** A count, or any number with so many digits behind its point. */
export function number(value: number | null, digits = 0): string {
  return value === null ? NONE : written(value, fixed(digits));
}

/** A round number, as short as it can be: "12K". */
export function compact(value: number): string {
  return value.toLocaleString(undefined, { notation: "compact", maximumFractionDigits: 1 });
}

/** A share of 0 … 1. */
export function percent(share: number | null, digits = 1): string {
  return share === null ? NONE : `${written(100 * share, fixed(digits))}\u00a0%`;
}

/** A difference of two shares in points of per cent, with its sign and without its unit. */
export function difference(of: number, digits = 1): string {
  return written(100 * of, { ...fixed(digits), signDisplay: "exceptZero" });
}

/** A difference of two counts, with its sign. */
export function signed(of: number): string {
  return written(of, { ...fixed(0), signDisplay: "exceptZero" });
}

/** How much two shares differ, without a sign: "2.1 points". */
export function points(of: number, digits = 1): string {
  return `${number(Math.abs(100 * of), digits)}\u00a0points`;
}

/** Two shares as a range, rounded outwards. */
export function percentRange(low: number, high: number): string {
  return `${number(Math.floor(100 * low))}\u00a0–\u00a0${number(Math.ceil(100 * high))}\u00a0%`;
}

/** Milliseconds or frames, with as many digits as they mean something. */
export function rounded(value: number | null): string {
  return value === null ? NONE : number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

/** Seconds as a person says them. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NONE;
  if (seconds < 90) return `${rounded(seconds)}\u00a0s`;
  if (seconds < 5_400) return `${number(seconds / 60)}\u00a0min`;
  return seconds < 129_600 ? `${number(seconds / 3_600, 1)}\u00a0h` : `${number(seconds / 86_400, 1)}\u00a0days`;
}

/** A day in UTC, such as 2026-11-22, in few words: "22 Nov". */
export function dayWords(day: string): string {
  return time(`${day}T00:00:00Z`, { day: "numeric", month: "short", timeZone: "UTC" });
}

/** A moment with its day and its time of day. */
export function moment(iso: string): string {
  return time(iso, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** A moment as its time of day where it was today, else with its day. */
export function recently(iso: string, now = new Date()): string {
  const isToday = new Date(iso).toDateString() === now.toDateString();
  return isToday ? time(iso, { hour: "2-digit", minute: "2-digit" }) : moment(iso);
}

function time(iso: string, how: Intl.DateTimeFormatOptions): string {
  return new Date(iso).toLocaleString(undefined, how);
}

function written(value: number, how: Digits): string {
  return value.toLocaleString(undefined, how);
}

function fixed(digits: number): Digits {
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}
