/** Counts by day: a bar for each day, stacked from what was counted, and the same as a table. */

import type { FigureContent } from "../figure";
import { number } from "../format";
import { type Cell, numberCell, textCell } from "../table";
import { besideDays, type Compared, daysOfBoth } from "./compared";
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

/** The table has the newest day first; a day without a count is a day too. What is compared with is one line: all of a day. */
export function stackedByDay(
  counts: readonly DayCount[],
  columns: readonly Column[],
  summary: string,
  other: Compared<readonly DayCount[]>,
): FigureContent {
  const days = daysOfBoth(
    other,
    counts.map(({ day }) => day),
    (compared) => compared.map(({ day }) => day),
  );
  const then = besideDays(other, days, sumOrNull);
  const found = new Map(counts.map(({ day, of, n }) => [`${day} ${of}`, n]));
  const count = (day: string, { of }: Column): number => found.get(`${day} ${of}`) ?? 0;
  const series = columns.map((column) => ({ ...column, values: days.map((day) => count(day, column)) }));
  const row = (day: string, place: number): Cell[] => [
    textCell(day),
    ...columns.map((column) => countCell(count(day, column))),
    ...then.at(place).map(() => countCell(sumOrNull(counts, day) ?? 0)),
    ...then.cell(place, (n) => countCell(n ?? 0)),
  ];
  return {
    summary,
    charts: [
      { title: "", kind: "bars", unit: "count", x: { kind: "days", days }, series: [...series, ...then.series] },
    ],
    table: {
      headings: [
        MODELS.day,
        ...columns.map(({ name }) => name),
        ...then.series.map(() => MODELS.all),
        ...then.heading(MODELS.all),
      ],
      rows: days.map(row).reverse(),
    },
  };
}

/** Of one day, or of all; null where nothing was counted on any. */
export function sumOrNull(counts: readonly Omit<DayCount, "of">[], wanted?: string): number | null {
  if (counts.length === 0) return null;
  return counts.reduce((sum, { day, n }) => (wanted === undefined || day === wanted ? sum + n : sum), 0);
}

function countCell(n: number): Cell {
  return numberCell(number(n), n, n === 0 ? { className: "count zero" } : {});
}
