/** Rows of points on one scale: rates with their intervals, or percentiles. */

import { axisX, dot, gridX, link, type Markish, plot, text } from "@observablehq/plot";
import { GREY, ink, LINE, type Look, QUIET, type Stop, TEXT, widest } from "./look";
import type { Row, RowsSpec } from "./spec";
import { rangeWords, tickWords, valueWords } from "./units";

const ROW_REM = 1.5;
/** With the name above its line. */
const TALL_ROW_REM = 2.6;
/** Names beside their rows and notes behind them take no more than this share of the width. */
const MOST_FOR_WORDS = 0.5;

export function drawRows(spec: RowsSpec, { width, rem, fontSize }: Look): { svg: SVGSVGElement; stops: Stop[] } {
  const { rows, unit } = spec;
  const names = widest(
    rows.map(({ name }) => name),
    fontSize,
  );
  const notes = widest(
    rows.map(({ note }) => note),
    fontSize,
  );
  const isAbove = names + notes > MOST_FOR_WORDS * width;
  const step = (isAbove ? TALL_ROW_REM : ROW_REM) * rem;
  const margin = {
    left: isAbove ? 0.75 * rem : names + 0.75 * rem,
    right: notes + rem,
    top: 0.25 * rem,
    bottom: 1.6 * rem,
  };
  const ticks = Math.max(1, Math.min(5, Math.floor((width - margin.left - margin.right) / (3 * rem))));
  const height = Math.round(rows.length * step + margin.top + margin.bottom);
  const places = rows.map((_, i) => i);
  const shift = isAbove ? 0.2 * step : 0;
  const label = { text: (i: number) => rows[i]?.name ?? "", fill: TEXT };
  const shared = { textAnchor: "start", frameAnchor: "right", dx: 0.5 * rem, dy: shift, fill: QUIET } as const;
  const svg = plot({
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: { type: spec.isLog ? "log" : "linear", domain: domainOf(spec), axis: null, clamp: true },
    y: { type: "band", domain: places, padding: 0, axis: null },
    marks: [
      gridX({ ticks, stroke: LINE, strokeOpacity: 1 }),
      axisX({
        anchor: "bottom",
        ticks,
        tickSize: 0,
        label: null,
        color: QUIET,
        tickFormat: (at: number) => tickWords(at, unit),
      }),
      isAbove
        ? text(places, { y: (i) => i, ...label, frameAnchor: "left", textAnchor: "start", dy: -0.18 * step })
        : text(places, { y: (i) => i, ...label, frameAnchor: "left", textAnchor: "end", dx: -0.5 * rem }),
      text(places, { y: (i) => i, text: (i: number) => rows[i]?.note ?? "", ...shared }),
      ...spread(rows, shift),
      ...pointsOf(spec, shift),
    ],
  }) as SVGSVGElement;
  svg.setAttribute("font-size", String(fontSize));
  const stops = rows.map((row, i) => ({
    x: 0,
    y: margin.top + i * step,
    width,
    height: step,
    words: wordsOf(row, spec),
  }));
  return { svg, stops };
}

function domainOf({ unit, rows, isLog }: RowsSpec): [number, number] {
  if (unit === "share") return [0, 1];
  const values = rows.flatMap(({ values, low, high }) => [...values, low, high]).filter((value) => value !== null);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return isLog ? [0.1, 1] : [0, 1];
  return isLog ? [Math.max(1e-3, least) / 1.2, Math.max(1e-3, most) * 1.2] : [0, most * 1.06 || 1];
}

function spread(rows: readonly Row[], dy: number): Markish[] {
  const seen = rows.map((row, y) => ({ ...row, y })).filter(({ low, high }) => low !== null && high !== null);
  const ends = { x1: "low", x2: "high", y1: "y", y2: "y", dy };
  return [link(seen, { ...ends, stroke: ink(0), strokeWidth: 6, strokeOpacity: 0.25, strokeLinecap: "butt" })];
}

/** Full where it is the first; each later one is another shape, so that nobody needs its colour. */
function pointsOf({ points, rows }: RowsSpec, dy: number): Markish[] {
  const shapes = ["circle", "diamond2", "triangle2"] as const;
  return points.map(({ isCompared }, i) => {
    const data = rows.map(({ values }, y) => ({ x: values[i] ?? Number.NaN, y })).filter(({ x }) => !Number.isNaN(x));
    const paint = isCompared ? { stroke: ink(GREY), strokeWidth: 1.5 } : { fill: ink(i) };
    return dot(data, { x: "x", y: "y", dy, r: 4, symbol: shapes[i % shapes.length] ?? "circle", ...paint });
  });
}

function wordsOf({ name, note, values, low, high }: Row, { points, unit }: RowsSpec): string[] {
  const said = points.flatMap((point, i) => {
    const value = values[i] ?? null;
    return value === null ? [] : [`${point.name} ${valueWords(value, unit)}`];
  });
  const interval = unit === "share" && low !== null && high !== null;
  const between = interval ? [`95\u00a0% confidence interval ${rangeWords(low, high, unit)}`] : [];
  return [name, ...(said.length === 0 ? ["too few samples"] : said), ...between, ...(note === "" ? [] : [note])];
}
