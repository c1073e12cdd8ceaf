/** How fast it is: latency and frame rate by device, the way of samples to the server, and which model answers. */

import type { BestModels, Speed } from "../answers";
import type { RowsSpec, Unit } from "../charts/spec";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { dayWords, duration, NONE, rounded } from "../format";
import { type Cell, numberCell, textCell } from "../table";
import { many } from "../words";
import { stackedByDay } from "./by-day";
import { BEFORE, LOW_PERCENTILES, NO_SAMPLES, PERCENTILES } from "./words";

type Group = Speed["groups"][number];
type Percentiles = readonly (number | null)[];
type Measure = (of: Group) => Percentiles;
/** Where the largest is so many times the smallest, equal steps are equal factors. */
const FAR = 20;
const TOO_FEW = "Too few samples on each kind of device.";

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
    summary: p90 === null ? TOO_FEW : `Slowest: ${groupWords(slowest)}, p90 ${rounded(p90)} ms.`,
    charts: [
      percentileRows("From frame to prediction", seen, answer, PERCENTILES, "ms", compared?.groups),
      percentileRows("The network alone", seen, network, PERCENTILES, "ms", compared?.groups),
    ],
    table: {
      headings: ["Device", "Samples", ...PERCENTILES, ...PERCENTILES.map((name) => `Network, ${name.toLowerCase()}`)],
      rows: seen.map((group) => [
        textCell(groupWords(group)),
        numberCell(group.answer_ms.n.toLocaleString(), group.answer_ms.n),
        ...percentileCells(group, seen, answer),
        ...percentileCells(group, seen, network),
      ]),
    },
  };
}

/** Frames per second: of what is better the more of it there is, the low percentiles tell. */
function frameRate({ groups, compared }: Speed): FigureContent | string {
  const seen = groups.filter(({ fps }) => fps.n > 0);
  if (seen.length === 0) return "No sample has its frame rate with it yet.";
  const slowest = seen.reduce((a, b) => ((b.fps.p10 ?? Infinity) < (a.fps.p10 ?? Infinity) ? b : a));
  const { p10 } = slowest.fps;
  const rate: Measure = ({ fps: { p50, p10, p1 } }) => [p50, p10, p1];
  return {
    summary: p10 === null ? TOO_FEW : `Slowest: ${groupWords(slowest)}, p10 ${rounded(p10)} frames per second.`,
    charts: [percentileRows("", seen, rate, LOW_PERCENTILES, "fps", compared?.groups)],
    table: {
      headings: ["Device", "Samples", ...LOW_PERCENTILES],
      rows: seen.map((group) => [
        textCell(groupWords(group)),
        numberCell(group.fps.n.toLocaleString(), group.fps.n),
        ...percentileCells(group, seen, rate),
      ]),
    },
  };
}

function uploadDelay({ outbox_delay_s: { n, p50, p90, p99 }, enough }: Speed): FigureContent | string {
  if (n === 0) return NO_SAMPLES;
  const cells = [p50, p90, p99].map((seconds) => numberCell(duration(seconds), seconds));
  return {
    summary:
      p50 === null
        ? `Needs ${many(enough, "sample")}, ${n} so far.`
        : `Median ${duration(p50)}, p99 ${p99 === null ? NONE : duration(p99)}.`,
    charts: [],
    table: { headings: ["Samples", ...PERCENTILES], rows: [[textCell(n.toLocaleString()), ...cells]] },
  };
}

/** What became of what was sent. */
export function receivedContent({ received: byDay }: Speed): FigureContent | string {
  if (byDay.length === 0) return "Nothing received yet.";
  const columns = [
    { of: "stored", name: "Stored", ink: 0 },
    { of: "duplicate", name: "Duplicates", ink: 3 },
    { of: "refused", name: "Refused", ink: 1 },
  ] as const;
  const counts = byDay.flatMap(({ day, ...each }) => columns.map(({ of }) => ({ day, of, n: each[of] })));
  const [stored, duplicate, refused] = columns.map(({ of }) => byDay.reduce((sum, each) => sum + each[of], 0));
  const days = many(allDays(byDay.map(({ day }) => day)).length, "day");
  const summary = `${stored} stored, ${many(duplicate ?? 0, "duplicate")} and ${refused} refused on ${days}.`;
  return stackedByDay(counts, columns, summary);
}

/** How many samples each model answered. */
export function adoptionContent({ adoption }: BestModels): FigureContent | string {
  const last = allDays(adoption.map(({ day }) => day)).at(-1);
  if (last === undefined) return NO_SAMPLES;
  const models = [...new Set(adoption.map(({ model_id }) => model_id))];
  const counts = adoption.map(({ day, model_id, samples }) => ({ day, of: model_id, n: samples }));
  const onLast = (model: string) => counts.find(({ day, of }) => day === last && of === model)?.n ?? 0;
  const newest = models.map((model) => `${model} ${onLast(model)}`).join(", ");
  const columns = models.map((model) => ({ of: model, name: model }));
  return stackedByDay(counts, columns, `On ${dayWords(last)}: ${newest}.`);
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
