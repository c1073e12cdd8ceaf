/** What figures are compared with, the period before or another model: the same figures, beside those that were asked for. */

import type { Overview } from "../answers";
import type { RowsSpec, Series } from "../charts/spec";
import { allDays, daysBefore } from "../days";
import type { Cell } from "../table";
import { daysWords } from "../words";

/** An answer, or a part of one, with the same of what it is compared with. */
export interface Compared<T> {
  readonly compared: T | null;
  readonly compared_with: Overview["compared_with"];
}

/** Of what is compared with nothing. */
export const ALONE: Compared<never> = { compared: null, compared_with: null };

/** What charts and tables show beside their own; all of it is empty where nothing is known of what is compared with. */
export interface Beside {
  readonly series: readonly Series[];
  readonly points: RowsSpec["points"];
  at(place: number): readonly (number | null)[];
  heading(of: string): readonly string[];
  cell(place: number, cell: (value: number | null) => Cell): readonly Cell[];
}

/** The days before, or the other model. */
export function nameOf({ compared_with }: Compared<unknown>): string {
  const { model, from, to } = compared_with ?? { model: null, from: null, to: null };
  return model ?? daysWords(from ?? undefined, to ?? undefined);
}

/** One value for each place, such as a row or a bin. */
export function beside<T, P>(
  answer: Compared<T>,
  places: readonly P[],
  read: (compared: T, place: P) => number | null | undefined,
): Beside {
  const { compared } = answer;
  const values = places.map((place) => (compared === null ? null : (read(compared, place) ?? null)));
  const isKnown = values.some((value) => value !== null);
  const name = nameOf(answer);
  const only = <V>(value: V): V[] => (isKnown ? [value] : []);
  return {
    series: only({ name, values, isCompared: true }),
    points: only({ name, isCompared: true }),
    at: (place) => only(values[place] ?? null),
    heading: (of) => only(`${of}, ${name}`),
    cell: (place, cell) => only(cell(values[place] ?? null)),
  };
}

/** One value for each day; `read` gets the day that stands there in the time compared with: the first at the first. */
export function besideDays<T>(
  answer: Compared<T>,
  days: readonly string[],
  read: (compared: T, day: string) => number | null | undefined,
): Beside {
  const earlier = daysEarlier(answer);
  return beside(
    answer,
    days.map((day) => daysBefore(day, earlier)),
    read,
  );
}

/** All days from the first to the last on which either has something. */
export function daysOfBoth<T>(
  answer: Compared<T>,
  days: readonly string[],
  daysOf: (compared: T) => readonly string[],
): string[] {
  const earlier = daysEarlier(answer);
  const others = answer.compared === null ? [] : daysOf(answer.compared);
  return allDays([...days, ...others.map((day) => daysBefore(day, -earlier))]);
}

/** The sentence that a summary ends with; empty where nothing is known of what is compared with. */
export function said<T, V>(
  answer: Compared<T>,
  read: (compared: T) => V | null | undefined,
  words: (value: V) => string,
): string {
  const value = answer.compared === null ? null : (read(answer.compared) ?? null);
  return value === null ? "" : ` ${nameOf(answer)}: ${words(value)}.`;
}

export function partOf<T, P>({ compared, compared_with }: Compared<T>, part: (compared: T) => P): Compared<P> {
  return { compared: compared === null ? null : part(compared), compared_with };
}

/** Another model is of the same days. */
function daysEarlier({ compared_with }: Compared<unknown>): number {
  const { model, from, to } = compared_with ?? { model: null, from: null, to: null };
  return model === null && from !== null && to !== null ? allDays([from, to]).length : 0;
}
