/** Figures beside what they are compared with, as tests look at them. */

import type { Rate } from "../stats/answers";
import type { ColumnsSpec, RowsSpec } from "../stats/charts/spec";
import type { FigureContent } from "../stats/figure";

export type Content = FigureContent | string;
export const WEEK = { model: null, from: "2026-11-09", to: "2026-11-15" };
export const OTHER = { model: "demo-older", from: "2026-11-16", to: "2026-11-22" };
export const NAME = "Nov 9 – Nov 15";

export const plain = (text: string): string => text.replaceAll("\u00a0", " ");
export const full = (content: Content): FigureContent => {
  if (typeof content === "string") throw new Error(content);
  return content;
};
export const summary = (content: Content): string => plain(full(content).summary);
/** The last so many cells of each row, its heading first. */
export const last = (content: Content, count = 1): string[][] => {
  const { headings, rows } = full(content).table;
  return [headings, ...rows.map((cells) => cells.map(({ text }) => text))].map((row) =>
    [row[0] ?? "", ...row.slice(-count)].map(plain),
  );
};
export const lineOf = (content: Content, chart = 0) => {
  const { series } = full(content).charts[chart] as ColumnsSpec;
  return series.filter(({ isCompared }) => isCompared).map(({ name, values }) => [name, values]);
};
export const pointsOf = (content: Content, chart = 0) => {
  const { points, rows } = full(content).charts[chart] as RowsSpec;
  return [points.filter(({ isCompared }) => isCompared).map(({ name }) => name), rows.map(({ values }) => values)];
};
export const rate = (share: number, n = 20): Rate => ({
  correct: Math.round(share * n),
  n,
  rate: share,
  low: share - 0.1,
  high: share + 0.1,
  people: null,
});
