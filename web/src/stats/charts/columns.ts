/** Lines and bars along an axis of days, names, or shares. */

import { axisX, axisY, barY, dot, gridY, line, type Markish, plot, ruleX, ruleY } from "@observablehq/plot";
import { dayWords, percent } from "../format";
import { GREY, ink, LINE, type Look, QUIET, type Stop, SURFACE, widest } from "./look";
import type { Axis, ColumnsSpec, Series } from "./spec";
import { rangeWords, tickWords, valueWords } from "./units";

const TALL_REM = 11;
const SMALL_REM = 7.5;
const SPARK_REM = 2.25;
/** Bins of shares on an axis of 0 … 1. */
const SHARE_BINS = 20;

interface Datum {
  readonly x: number;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly ink: string;
}

export function drawColumns(spec: ColumnsSpec, look: Look): { svg: SVGSVGElement; stops: Stop[] } {
  const { rem, width, fontSize } = look;
  const isSpark = spec.size === "spark";
  const places = placesOf(spec.x);
  const isBand = spec.x.kind !== "shares";
  const margin = isSpark
    ? { left: 2, right: 2, top: 4, bottom: 2 }
    : { left: 2.75 * rem, right: 1.1 * rem, top: 0.6 * rem, bottom: 1.6 * rem };
  const inner = width - margin.left - margin.right;
  const step = inner / Math.max(1, isBand ? places.length : SHARE_BINS);
  const height = Math.round(
    rem * (isSpark ? SPARK_REM : spec.title === "" || spec.size === "tall" ? TALL_REM : SMALL_REM),
  );
  const most = highest(spec);
  const [own, others] = [ownOf(spec), spec.series.filter(({ isCompared }) => isCompared)];
  const compared = others.flatMap((one) => comparedLine(one, places, spec.kind !== "lines"));
  const drawn = plot({
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: isBand
      ? { type: "band", domain: places.map((_, i) => i), padding: 0.2, axis: null }
      : { domain: [0, 1], axis: null },
    y: { domain: [0, most], axis: null },
    color: { type: "identity" },
    marks: [
      ...(isSpark ? [] : axes(spec, places, look, inner)),
      ...marksOfEvents(spec),
      ...spec.series.flatMap((series, i) => intervals(series, i, places, step)),
      ...(spec.kind === "lines"
        ? [...compared, ...own.flatMap((one, i) => lines(one, i, places, isSpark))]
        : [...bars(spec, places, step), ...compared]),
    ],
  }) as SVGSVGElement;
  drawn.setAttribute("font-size", String(fontSize));
  const [top, tall] = [margin.top, height - margin.top - margin.bottom];
  const stops = places.map((at, i): Stop => {
    const middle = margin.left + (isBand ? (i + 0.5) * step : at * inner);
    const wide = isBand ? step : Math.min(step, 1.5 * rem);
    const key = spec.x.kind === "days" ? { key: spec.x.days[i] as string } : {};
    return { x: middle - wide / 2, y: top, width: wide, height: tall, words: wordsAt(spec, i), ...key };
  });
  // The ends of the line to compare with are no places of values.
  return { svg: drawn, stops: isBand ? stops : stops.filter((_, i) => hasValue(spec, i)) };
}

function placesOf(x: Axis): readonly number[] {
  if (x.kind === "shares") return x.at;
  return (x.kind === "days" ? x.days : x.names).map((_, i) => i);
}

function highest(spec: ColumnsSpec): number {
  const { kind, unit, series, size } = spec;
  if (kind === "lines" && unit === "share" && size !== "spark") return 1;
  const each = series.filter(({ isCompared }) => kind !== "bars" || isCompared);
  const values = each.flatMap(({ values, high }) => [...values, ...(high ?? [])]).map((value) => value ?? 0);
  const most = Math.max(0, ...values, ...(kind === "bars" ? stacked(ownOf(spec)) : []));
  return unit === "share" ? Math.min(1, Math.max(0.05, most) * 1.06) : Math.max(1, most) * 1.06;
}

function ownOf({ series }: ColumnsSpec): readonly Series[] {
  return series.filter(({ isCompared }) => !isCompared);
}

function stacked(series: readonly Series[]): number[] {
  return (series[0]?.values ?? []).map((_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
}

function axes({ x, unit }: ColumnsSpec, places: readonly number[], { rem, fontSize }: Look, inner: number): Markish[] {
  const ends =
    unit === "count" ? { tickFormat: (at: number) => (Number.isInteger(at) ? tickWords(at, unit) : "") } : {};
  const y = { ticks: 4, tickFormat: (at: number) => tickWords(at, unit), ...ends };
  const shared = { tickSize: 0, color: QUIET, label: null };
  const names = x.kind === "days" ? x.days.map(dayWords) : x.kind === "names" ? (x.short ?? x.names) : [];
  const label = widest(names, fontSize) + 0.75 * rem;
  const every = Math.max(1, Math.ceil((places.length * label) / inner));
  return [
    gridY({ ticks: 4, stroke: LINE, strokeOpacity: 1 }),
    axisY({ anchor: "left", ...shared, ...y }),
    x.kind === "shares"
      ? axisX({
          anchor: "bottom",
          ...shared,
          ticks: inner > 20 * rem ? 5 : 2,
          tickFormat: (at: number) => percent(at, 0),
        })
      : axisX(
          places.filter((i) => i % every === 0),
          { anchor: "bottom", ...shared, tickFormat: (i: number) => names[i] ?? "" },
        ),
    ruleY([0], { stroke: QUIET }),
  ];
}

/** A dotted line through the day. */
function marksOfEvents({ x, marks = [] }: ColumnsSpec): Markish[] {
  if (x.kind !== "days") return [];
  const at = marks.map(({ day }) => x.days.indexOf(day)).filter((i) => i >= 0);
  return at.length === 0 ? [] : [ruleX(at, { stroke: QUIET, strokeDasharray: "1 3", strokeWidth: 1.5 })];
}

function dataOf({ values, low, high, ink: number }: Series, i: number, places: readonly number[]): Datum[] {
  return places.map((x, at) => ({
    x,
    y: values[at] ?? null,
    low: low?.[at] ?? null,
    high: high?.[at] ?? null,
    ink: ink(number ?? i),
  }));
}

/** The interval of each value, as a broad pale stroke behind it: it is there also where a value stands alone. */
function intervals(series: Series, i: number, places: readonly number[], step: number): Markish[] {
  const data = dataOf(series, i, places).filter(({ low, high }) => low !== null && high !== null);
  if (data.length === 0) return [];
  const strokeWidth = Math.max(3, 0.7 * step);
  return [ruleX(data, { x: "x", y1: "low", y2: "high", stroke: "ink", strokeWidth, strokeOpacity: 0.22 })];
}

function lines(series: Series, i: number, places: readonly number[], isSpark: boolean): Markish[] {
  const data = dataOf(series, i, places);
  const colour = ink(series.ink ?? i);
  const path = { x: "x", y: (d: Datum) => d.y ?? Number.NaN };
  if (series.isReference) return [line(data, { ...path, stroke: QUIET, strokeWidth: 1.25, strokeDasharray: "4 4" })];
  const points = isSpark ? [] : [dot(data, { ...path, fill: colour, r: 2.5 })];
  return [line(data, { ...path, stroke: colour, strokeWidth: isSpark ? 1.5 : 2 }), ...points];
}

/** On bars with an edge, so that it is seen on each of their colours; where it stands alone, as a dot. */
function comparedLine(series: Series, places: readonly number[], isOnBars: boolean): Markish[] {
  const data = dataOf(series, GREY, places);
  const path = { x: "x", y: (d: Datum) => d.y ?? Number.NaN };
  const isKnown = (at: number): boolean => (data[at]?.y ?? null) !== null;
  const alone = data.filter((_, at) => isKnown(at) && !isKnown(at - 1) && !isKnown(at + 1));
  return [
    ...(isOnBars ? [line(data, { ...path, stroke: SURFACE, strokeWidth: 4 })] : []),
    line(data, { ...path, stroke: ink(GREY), strokeWidth: 1.75 }),
    dot(alone, { ...path, fill: ink(GREY), r: 2.5 }),
  ];
}

function bars(spec: ColumnsSpec, places: readonly number[], step: number): Markish[] {
  const { kind, x } = spec;
  const series = ownOf(spec);
  const room = 0.8 * step;
  return series.flatMap((one, i) => {
    const data = dataOf(one, i, places);
    const fill = ink(one.ink ?? i);
    const top = (d: Datum): number => d.y ?? 0;
    if (x.kind === "shares") return [ruleX(data, { x: "x", y1: 0, y2: top, stroke: fill, strokeWidth: room })];
    if (kind === "bars") {
      const below = data.map((_, at) => series.slice(0, i).reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
      const from = (d: Datum): number => below[d.x] as number;
      return [barY(data, { x: "x", y1: from, y2: (d: Datum) => from(d) + top(d), fill })];
    }
    const [left, right] = [(i * room) / series.length, ((series.length - 1 - i) * room) / series.length];
    return [barY(data, { x: "x", y: top, fill, insetLeft: left, insetRight: right })];
  });
}

function hasValue({ series }: ColumnsSpec, at: number): boolean {
  return series.some(({ isReference, values }) => !isReference && (values[at] ?? null) !== null);
}

/** The place, then each value there. */
function wordsAt({ x, series, unit, marks = [] }: ColumnsSpec, at: number): string[] {
  const place =
    x.kind === "days" ? dayWords(x.days[at] ?? "") : x.kind === "names" ? x.names[at] : percent(x.at[at] ?? 0, 0);
  const named = series
    .filter(({ isReference, values }) => (x.kind !== "shares" || !isReference) && (values[at] ?? null) !== null)
    .filter(({ values }) => series.length === 1 || values[at] !== 0)
    .map(({ name, values, low, high }) => {
      const [from, to] = [low?.[at] ?? null, high?.[at] ?? null];
      const interval = from === null || to === null ? "" : ` (${rangeWords(from, to, unit)})`;
      return `${series.length === 1 ? "" : `${name} `}${valueWords(values[at] as number, unit)}${interval}`;
    });
  const events = x.kind === "days" ? marks.filter(({ day }) => day === x.days[at]).map(({ words }) => words) : [];
  return [place ?? "", ...named, ...events];
}
