/** How fast it is: latency and frame rate by device, the way of samples to the server, and which model answers. */

import type { BestModels, Speed } from "../answers";
import type { RowsSpec, Unit } from "../charts/spec";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { dayWords, duration, number, rounded } from "../format";
import { type Cell, numberCell, textCell } from "../table";
import { needs } from "../words";
import { stackedByDay } from "./by-day";
import { BEFORE, LOW_PERCENTILES, NO_SAMPLES, PERCENTILES, SPEED } from "./words";

type Group = Speed["groups"][number];
type Percentiles = readonly (number | null)[];
type Measure = (of: Group) => Percentiles;
/** Where the largest is so many times the smallest, equal steps are equal factors. */
const FAR = 20;

export function latencyFigures(speed: Speed) {
  return {
    "latency-by-device": latency(speed),
    "frame-rate": frameRate(speed),
    "upload-delay": uploadDelay(speed),
  };
}

/** Milliseconds from a frame to its answer, and of the network alone: each on one scale for all devices. */
function latency({ groups, compared }: Speed): FigureContent | string {
  const seen = groups.filter(({ answer_ms }) => answer_ms.n > 0);
  if (seen.length === 0) return NO_SAMPLES;
  const slowest = seen.reduce((a, b) => ((b.answer_ms.p90 ?? 0) > (a.answer_ms.p90 ?? 0) ? b : a));
  const { p90 } = slowest.answer_ms;
  const answer: Measure = ({ answer_ms: { p50, p90, p99 } }) => [p50, p90, p99];
  const network: Measure = ({ inference_ms: { p50, p90, p99 } }) => [p50, p90, p99];
  return {
    summary: p90 === null ? SPEED.tooFew : SPEED.slowest(groupWords(slowest), rounded(p90)),
    charts: [
      percentileRows(SPEED.answer, seen, answer, PERCENTILES, "ms", compared?.groups),
      percentileRows(SPEED.network, seen, network, PERCENTILES, "ms", compared?.groups),
    ],
    table: {
      headings: SPEED.latencyHeadings,
      rows: seen.map((group) => [
        textCell(groupWords(group)),
        numberCell(number(group.answer_ms.n), group.answer_ms.n),
        ...percentileCells(group, seen, answer),
        ...percentileCells(group, seen, network),
      ]),
    },
  };
}

/** Frames per second: of what is better the more of it there is, the low percentiles tell. */
function frameRate({ groups, compared }: Speed): FigureContent | string {
  const seen = groups.filter(({ fps }) => fps.n > 0);
  if (seen.length === 0) return SPEED.noRate;
  const slowest = seen.reduce((a, b) => ((b.fps.p10 ?? Infinity) < (a.fps.p10 ?? Infinity) ? b : a));
  const { p10 } = slowest.fps;
  const rate: Measure = ({ fps: { p50, p10, p1 } }) => [p50, p10, p1];
  return {
    summary: p10 === null ? SPEED.tooFew : SPEED.slowestRate(groupWords(slowest), rounded(p10)),
    charts: [percentileRows("", seen, rate, LOW_PERCENTILES, "fps", compared?.groups)],
    table: {
      headings: SPEED.rateHeadings,
      rows: seen.map((group) => [
        textCell(groupWords(group)),
        numberCell(number(group.fps.n), group.fps.n),
        ...percentileCells(group, seen, rate),
      ]),
    },
  };
}

function uploadDelay({ outbox_delay_s: { n, p50, p90, p99 }, enough }: Speed): FigureContent | string {
  if (n === 0) return NO_SAMPLES;
  const cells = [p50, p90, p99].map((seconds) => numberCell(duration(seconds), seconds));
  return {
    summary: p50 === null ? `${needs(enough, n, "sample")}.` : SPEED.delay(duration(p50), duration(p99)),
    charts: [],
    table: { headings: SPEED.delayHeadings, rows: [[textCell(number(n)), ...cells]] },
  };
}

/** What became of what was sent. */
export function receivedContent({ received: byDay }: Speed): FigureContent | string {
  if (byDay.length === 0) return SPEED.nothing;
  const columns = [
    { of: "stored", name: SPEED.stored, ink: 0 },
    { of: "duplicate", name: SPEED.duplicates, ink: 3 },
    { of: "refused", name: SPEED.refused, ink: 1 },
  ] as const;
  const counts = byDay.flatMap(({ day, ...each }) => columns.map(({ of }) => ({ day, of, n: each[of] })));
  const [stored, duplicate, refused] = columns.map(({ of }) => byDay.reduce((sum, each) => sum + each[of], 0));
  const days = allDays(byDay.map(({ day }) => day)).length;
  const summary = SPEED.received(stored ?? 0, duplicate ?? 0, refused ?? 0, days);
  return stackedByDay(counts, columns, summary);
}

/** How many samples each model answered. */
export function adoptionContent({ adoption }: BestModels): FigureContent | string {
  const last = allDays(adoption.map(({ day }) => day)).at(-1);
  if (last === undefined) return NO_SAMPLES;
  const models = [...new Set(adoption.map(({ model_id }) => model_id))];
  const counts = adoption.map(({ day, model_id, samples }) => ({ day, of: model_id, n: samples }));
  const onLast = (model: string) => counts.find(({ day, of }) => day === last && of === model)?.n ?? 0;
  const newest = models.map((model) => `${model} ${number(onLast(model))}`).join(", ");
  const columns = models.map((model) => ({ of: model, name: model }));
  return stackedByDay(counts, columns, SPEED.lastDay(dayWords(last), newest));
}

/** A row for each device, all on one scale. */
function percentileRows(
  title: string,
  groups: readonly Group[],
  values: Measure,
  names: readonly string[],
  unit: Unit,
  before: readonly Group[] | undefined,
): RowsSpec {
  const isCompared = before !== undefined && before.length > 0;
  const rows = groups.map((group) => {
    const points = values(group);
    const known = points.filter((value) => value !== null);
    const [low, high] = known.length === 0 ? [null, null] : [Math.min(...known), Math.max(...known)];
    const then = before?.find((other) => groupWords(other) === groupWords(group));
    const earlier = isCompared ? [then === undefined ? null : (values(then)[0] ?? null)] : [];
    const { device_class } = group;
    const choice = device_class === "unknown" ? {} : { choice: { device_class } };
    return { name: groupWords(group), note: "", values: [...points, ...earlier], low, high, ...choice };
  });
  const points = names.map((name) => ({ name }));
  const then = isCompared ? [{ name: `${names[0]} ${BEFORE.toLowerCase()}`, isReference: true }] : [];
  const isLog = Math.max(...rows.map(({ high }) => high ?? 0)) > FAR * Math.min(...rows.map(({ low }) => low ?? FAR));
  return { kind: "rows", title, unit, points: [...points, ...then], rows, isLog };
}

/** With bars that can be compared from row to row: each column has a scale of its own. */
function percentileCells(group: Group, all: readonly Group[], values: Measure): Cell[] {
  return values(group).map((value, column) => {
    const most = Math.max(...all.map((each) => values(each)[column] ?? 0));
    return numberCell(rounded(value), value, value === null || most === 0 ? {} : { bar: value / most });
  });
}

function groupWords({ browser, device_class, backend }: Group): string {
  return `${browser}, ${device_class}, ${backend}`;
}
