/** What a click or a drag on a chart chooses. */

import type { ChartSpec, Choice } from "./spec";

/** What a click on the stop `at` chooses, or a drag from there to `to`; null: nothing. */
export interface Choices {
  readonly isRange: boolean;
  /** So many stops beside each other make a row. */
  readonly columns: number;
  readonly of: (from: number, to: number) => Choice | null;
}

/** Which places of a chart set filters. */
export function choicesOf(spec: ChartSpec): Choices {
  if (spec.kind === "rows") {
    return { isRange: false, columns: 1, of: (at) => spec.rows[at]?.choice ?? null };
  }
  if (spec.kind === "matrix") {
    const columns = spec.names.length;
    const of = (at: number): Choice | null => spec.choices?.[Math.floor(at / columns)]?.[at % columns] ?? null;
    return { isRange: false, columns, of };
  }
  if (spec.kind === "timeline" || spec.x.kind !== "days") return { isRange: false, columns: 0, of: () => null };
  const { days } = spec.x;
  return {
    isRange: true,
    columns: 0,
    of: (from, to) => {
      const [first, last] = [days[Math.min(from, to)], days[Math.max(from, to)]];
      return first === undefined || last === undefined ? null : { from: first, to: last };
    },
  };
}
