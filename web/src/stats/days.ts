/** Days in UTC, such as 2026-11-22, which the server counts by. */

const DAY_MS = 86_400_000;

/** The day of a moment. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The day so many days earlier. */
export function daysBefore(day: string, count: number): string {
  return dayOf(new Date(timeOf(day) - count * DAY_MS));
}

/** All days from the first to the last of these, in order: one without samples is a day too. */
export function allDays(days: readonly string[]): string[] {
  const sorted = [...days].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const count = (timeOf(last) - timeOf(first)) / DAY_MS;
  return Array.from({ length: count + 1 }, (_, i) => dayOf(new Date(timeOf(first) + i * DAY_MS)));
}

function timeOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
