/** Counts by day: a bar for each day, stacked from what was counted, and the same as a table. */

import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { number } from "../format";
import { type Cell, numberCell, textCell } from "../table";
import { MODELS } from "./words";

export interface DayCount {
  readonly day: string;
  /** What was counted. */
  readonly of: string;
  readonly n: number;
}

export interface Column {
  readonly of: string;
  readonly name: string;
  readonly ink?: number;
}

/** The table has the newest day first; a day without a count is a day too. */
export function stackedByDay(counts: readonly DayCount[], columns: readonly Column[], summary: string): FigureContent {
  const days = allDays(counts.map(({ day }) => day));
  const found = new Map(counts.map(({ day, of, n }) => [`${day} ${of}`, n]));
  const count = (day: string, { of }: Column): number => found.get(`${day} ${of}`) ?? 0;
  const series = columns.map((column) => ({ ...column, values: days.map((day) => count(day, column)) }));
  const row = (day: string): Cell[] => [textCell(day), ...columns.map((column) => countCell(count(day, column)))];
  return {
    summary,
    charts: [{ title: "", kind: "bars", unit: "count", x: { kind: "days", days }, series }],
    table: { headings: [MODELS.day, ...columns.map(({ name }) => name)], rows: [...days].reverse().map(row) },
  };
}

function countCell(n: number): Cell {
  return numberCell(number(n), n, n === 0 ? { className: "count zero" } : {});
}
