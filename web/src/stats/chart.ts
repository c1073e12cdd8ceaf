/** Charts by uPlot on canvas; loaded when the first one is drawn. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ChartSpec, Draw, Series } from "./chart-spec";
import { percent } from "./format";
import { inkOf, type Theme, themeOf } from "./theme";

type Column = (number | null)[];

/** Wide enough for "22 Nov", with room to the next. */
const LABEL_REM = 3.6;
const TALL_REM = 13;
const SMALL_REM = 8;
const WIDEST_BAR = 64;
/** Bins of shares on an axis of 0 … 1. */
const SHARE_BINS = 20;

/** Draws into `host`, as wide as that is. */
export const drawChart: Draw = async (host, spec, onPoint) => {
  const theme = themeOf(document.documentElement);
  const width = Math.max(120, Math.floor(host.clientWidth));
  const height = Math.round((spec.title === "" ? TALL_REM : SMALL_REM) * theme.rem);
  const plot = new uPlot(optionsOf(spec, theme, width, height, onPoint), dataOf(spec), host);
  return { canvas: plot.ctx.canvas, destroy: () => plot.destroy() };
};

function optionsOf(
  spec: ChartSpec,
  theme: Theme,
  width: number,
  height: number,
  onPoint: (words: string) => void,
): uPlot.Options {
  return {
    width,
    height,
    padding: [theme.rem * 0.5, theme.rem * 1.25, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: spec.kind === "lines" } },
    scales: { x: { time: false, range: () => rangeOfX(spec) }, y: { range: (_, __, most) => rangeOfY(spec, most) } },
    axes: [axisX(spec, theme, width), axisY(spec, theme)],
    series: [{}, ...inDrawingOrder(spec).map(([series, i]) => seriesOf(spec, series, i, theme))],
    hooks: {
      drawAxes: [(plot) => drawIntervals(plot, spec, theme)],
      setCursor: [({ cursor }) => onPoint(typeof cursor.idx === "number" ? pointWords(spec, cursor.idx) : "")],
    },
  };
}

/** Bars that stand on others are drawn first, from the ground up, and the others over them. */
function inDrawingOrder(spec: ChartSpec): [Series, number][] {
  const numbered = spec.series.map((series, i): [Series, number] => [series, i]);
  return spec.kind === "bars" ? numbered.reverse() : numbered;
}

function dataOf(spec: ChartSpec): uPlot.AlignedData {
  const x = spec.x.kind === "names" ? spec.x.names.map((_, i) => i) : [...spec.x.at];
  const columns = spec.kind === "bars" ? stacked(spec.series) : spec.series.map(({ values }) => [...values]);
  return [x, ...inDrawingOrder(spec).map(([, i]) => columns[i] as Column)];
}

function stacked(series: readonly Series[]): Column[] {
  const height = (series[0]?.values ?? []).map(() => 0);
  return series.map(({ values }) =>
    values.map((value, i) => {
      height[i] = (height[i] as number) + (value ?? 0);
      return height[i] as number;
    }),
  );
}

function rangeOfX({ x }: ChartSpec): uPlot.Range.MinMax {
  return x.kind === "names" ? [-0.6, x.names.length - 0.4] : [0, 1];
}

function rangeOfY({ kind, unit }: ChartSpec, most: number | null): uPlot.Range.MinMax {
  if (kind === "bars" && unit === "share") return [0, Math.min(1, Math.max(0.05, most ?? 0) * 1.06)];
  return unit === "share" ? [0, 1] : [0, Math.max(1, most ?? 1) * 1.06];
}

function axisX({ x }: ChartSpec, theme: Theme, width: number): uPlot.Axis {
  const base = axis(theme, theme.rem * 1.75);
  if (x.kind === "shares") return { ...base, values: (_, at) => at.map((value) => percent(value, 0)) };
  const every = Math.max(1, Math.ceil((x.names.length * LABEL_REM * theme.rem) / width));
  return {
    ...base,
    grid: { show: false },
    splits: () => x.names.map((_, i) => i).filter((i) => i % every === 0),
    values: (_, at) => at.map((i) => x.names[i] ?? ""),
  };
}

function axisY({ kind, unit }: ChartSpec, theme: Theme): uPlot.Axis {
  const base = axis(theme, theme.rem * 3);
  const asPercent: uPlot.Axis = { ...base, values: (_, at) => at.map((value) => percent(value, 0)) };
  if (kind === "bars" && unit === "share") return asPercent;
  return unit === "share"
    ? { ...asPercent, splits: () => [0, 0.25, 0.5, 0.75, 1] }
    : { ...base, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7] };
}

function axis({ quiet, line, rem }: Theme, size: number): uPlot.Axis {
  const thin = { stroke: line, width: 1 };
  return {
    stroke: quiet,
    font: `${Math.round(0.75 * rem)}px system-ui, sans-serif`,
    size,
    gap: rem * 0.25,
    grid: thin,
    ticks: { show: false },
  };
}

function seriesOf({ kind }: ChartSpec, { isReference, ink }: Series, i: number, theme: Theme): uPlot.Series {
  const colour = inkOf(theme, ink ?? i);
  if (kind === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.8, WIDEST_BAR] });
    return { fill: colour, width: 0, points: { show: false }, ...(paths === undefined ? {} : { paths }) };
  }
  if (isReference) return { stroke: theme.quiet, width: 1, dash: [4, 4], points: { show: false } };
  return { stroke: colour, width: 2, points: { show: true, size: 5, fill: colour, width: 0 } };
}

/** The interval of each value, as a broad stroke behind it: it is there also where a value stands alone. */
function drawIntervals(plot: uPlot, { series, x }: ChartSpec, theme: Theme): void {
  const places = x.kind === "names" ? x.names.length : SHARE_BINS;
  const broad = Math.max(3, (0.7 * plot.bbox.width) / Math.max(1, places));
  const { ctx } = plot;
  ctx.save();
  ctx.globalAlpha = 0.22;
  for (const [i, { low, high, ink }] of series.entries()) {
    ctx.fillStyle = inkOf(theme, ink ?? i);
    for (const [at, from] of (low ?? []).entries()) {
      const to = high?.[at] ?? null;
      if (from === null || to === null) continue;
      const middle = plot.valToPos(x.kind === "names" ? at : (x.at[at] as number), "x", true);
      const [bottom, top] = [plot.valToPos(from, "y", true), plot.valToPos(to, "y", true)];
      ctx.fillRect(middle - broad / 2, top, broad, bottom - top);
    }
  }
  ctx.restore();
}

/** What is shown at one place of the x axis. */
function pointWords({ x, series, unit }: ChartSpec, at: number): string {
  const place = x.kind === "names" ? x.names[at] : percent(x.at[at] ?? null, 0);
  const named = series
    .filter(({ isReference, values }) => !isReference && (values[at] ?? null) !== null)
    .map(({ name, values }) => {
      const value = values[at] as number;
      return `${name} ${unit === "share" ? percent(value) : value.toLocaleString()}`;
    });
  return `${place}: ${named.length === 0 ? "nothing" : named.join(", ")}`;
}
