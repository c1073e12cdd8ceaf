/** Gestures by day: counts of the overview in, one chart per gesture or one of stacked bars, with its table, out. */

import { wordsFor } from "../../shared/gestures";
import type { Overview, Rate } from "../../shared/stats/overview";
import type { ChartSpec } from "../chart-spec";
import type { FigureContent } from "../figure";
import { type Cell, figure, said } from "../table";
import { allDays, dayWords, many, NONE, ofAll, percent } from "../words";

/** How many of each true gesture were named rightly on each day; null where nobody told a truth. */
export function recallByDay({ toldByDay, labels }: Overview): FigureContent | null {
  if (toldByDay.length === 0) return null;
  const days = allDays(toldByDay.map(({ day }) => day));
  const told = new Map(toldByDay.map((row) => [`${row.day} ${row.gesture}`, row]));
  const at = (day: string, label: string): Rate | null => told.get(`${day} ${label}`) ?? null;
  const x: ChartSpec["x"] = { kind: "names", names: days.map(dayWords) };
  const charts = labels.map((label, ink): ChartSpec => {
    const rates = days.map((day) => at(day, label));
    const values = rates.map((each) => each?.rate ?? null);
    const [low, high] = [rates.map((each) => each?.low ?? null), rates.map((each) => each?.high ?? null)];
    const name = wordsFor(label);
    return { title: name, kind: "lines", unit: "share", x, series: [{ name, values, low, high, ink }] };
  });
  const rows = [...days].reverse().map((day) => [said(day), ...labels.map((label) => rateCell(at(day, label)))]);
  const said_ = summaryOfRecall(toldByDay, days.length);
  const isEnough = toldByDay.some(({ rate }) => rate !== null);
  return {
    summary: isEnough ? said_ : `${said_} No gesture was told ten times on one day yet, which a chart needs.`,
    charts: isEnough ? charts : [],
    table: { headings: ["Day", ...labels.map(wordsFor)], rows },
  };
}

/** How often each gesture was shown, as people said; null where nobody did. */
export function trueByDay({ toldByDay, labels }: Overview): FigureContent | null {
  return stackedByDay(
    toldByDay.map(({ day, gesture, n }) => ({ day, gesture, samples: n })),
    labels,
  );
}

/** How often each gesture was named; null where there is no sample. */
export function predictedByDay({ byDay, labels }: Overview): FigureContent | null {
  return stackedByDay(byDay, labels);
}

function stackedByDay(counts: Overview["byDay"], labels: readonly string[]): FigureContent | null {
  if (counts.length === 0) return null;
  const days = allDays(counts.map(({ day }) => day));
  const found = new Map(counts.map(({ day, gesture, samples }) => [`${day} ${gesture}`, samples]));
  const n = (day: string, label: string): number => found.get(`${day} ${label}`) ?? 0;
  const series = labels.map((label) => ({ name: wordsFor(label), values: days.map((day) => n(day, label)) }));
  const sums = labels.map((label) => days.reduce((sum, day) => sum + n(day, label), 0));
  const most = sums.indexOf(Math.max(...sums));
  const all = sums.reduce((sum, each) => sum + each, 0);
  return {
    summary: `${many(all, "sample")} on ${many(days.length, "day")}; ${wordsFor(labels[most] ?? "")} most often (${sums[most]}).`,
    charts: [{ title: "", kind: "bars", unit: "count", x: { kind: "names", names: days.map(dayWords) }, series }],
    table: {
      headings: ["Day", ...labels.map(wordsFor)],
      rows: [...days].reverse().map((day) => [said(day), ...labels.map((label) => countCell(n(day, label)))]),
    },
  };
}

function summaryOfRecall(told: Overview["toldByDay"], days: number): string {
  const [correct, n] = [told.reduce((sum, row) => sum + row.correct, 0), told.reduce((sum, row) => sum + row.n, 0)];
  return `${correct} of ${many(n, "told sample")} on ${many(days, "day")} were named rightly.`;
}

function rateCell(rate: Rate | null): Cell {
  if (rate === null) return figure(NONE, null, { className: "count zero" });
  return figure(rate.rate === null ? ofAll(rate) : `${percent(rate.rate, 0)} (${ofAll(rate)})`, ofAll(rate));
}

function countCell(n: number): Cell {
  return figure(n.toLocaleString(), n, n === 0 ? { className: "count zero" } : {});
}
