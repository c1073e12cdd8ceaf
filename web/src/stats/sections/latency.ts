/** How fast it is: latency and frame rate by device, the way of samples to the server, and which model answers. */

import type { BestModels, Speed } from "../answers";
import type { RowsSpec, Unit } from "../charts/spec";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { dayWords, duration, number, rounded } from "../format";
import { type Cell, numberCell, textCell } from "../table";
import { needs } from "../words";
import { stackedByDay, sumOrNull } from "./by-day";
import { type Beside, beside, partOf, said } from "./compared";
import { LOW_PERCENTILES, NO_SAMPLES, PERCENTILES, SPEED } from "./words";

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
function latency(speed: Speed): FigureContent | string {
  const seen = speed.groups.filter(({ answer_ms }) => answer_ms.n > 0);
  if (seen.length === 0) return NO_SAMPLES;
  const slowest = seen.reduce((a, b) => ((b.answer_ms.p90 ?? 0) > (a.answer_ms.p90 ?? 0) ? b : a));
  const { p90 } = slowest.answer_ms;
  const answer: Measure = ({ answer_ms: { p50, p90, p99 } }) => [p50, p90, p99];
  const network: Measure = ({ inference_ms: { p50, p90, p99 } }) => [p50, p90, p99];
  const [answerThen, networkThen] = [medianThen(speed, seen, answer), medianThen(speed, seen, network)];
  const summary = p90 === null ? SPEED.tooFew : SPEED.slowest(groupWords(slowest), rounded(p90));
  return {
    summary: `${summary}${said(speed, (compared) => likeIn(compared, slowest)?.answer_ms.p90, SPEED.p90)}`,
    charts: [
      percentileRows(SPEED.answer, seen, answer, PERCENTILES, "ms", answerThen),
      percentileRows(SPEED.network, seen, network, PERCENTILES, "ms", networkThen),
    ],
    table: {
      headings: [
        ...SPEED.latencyHeadings,
        ...answerThen.heading(PERCENTILES[0]),
        ...networkThen.heading(SPEED.ofNetwork(PERCENTILES[0])),
      ],
      rows: seen.map((group, i) => [
        textCell(groupWords(group)),
        numberCell(number(group.answer_ms.n), group.answer_ms.n),
        ...percentileCells(group, seen, answer),
        ...percentileCells(group, seen, network),
        ...answerThen.cell(i, roundedCell),
        ...networkThen.cell(i, roundedCell),
      ]),
    },
  };
}

/** Frames per second: of what is better the more of it there is, the low percentiles tell. */
function frameRate(speed: Speed): FigureContent | string {
  const seen = speed.groups.filter(({ fps }) => fps.n > 0);
  if (seen.length === 0) return SPEED.noRate;
  const slowest = seen.reduce((a, b) => ((b.fps.p10 ?? Infinity) < (a.fps.p10 ?? Infinity) ? b : a));
  const { p10 } = slowest.fps;
  const rate: Measure = ({ fps: { p50, p10, p1 } }) => [p50, p10, p1];
  const then = medianThen(speed, seen, rate);
  const summary = p10 === null ? SPEED.tooFew : SPEED.slowestRate(groupWords(slowest), rounded(p10));
  return {
    summary: `${summary}${said(speed, (compared) => likeIn(compared, slowest)?.fps.p10, SPEED.p10)}`,
    charts: [percentileRows("", seen, rate, LOW_PERCENTILES, "fps", then)],
    table: {
      headings: [...SPEED.rateHeadings, ...then.heading(LOW_PERCENTILES[0])],
      rows: seen.map((group, i) => [
        textCell(groupWords(group)),
        numberCell(number(group.fps.n), group.fps.n),
        ...percentileCells(group, seen, rate),
        ...then.cell(i, roundedCell),
      ]),
    },
  };
}

function uploadDelay(speed: Speed): FigureContent | string {
  const { n, p50, p90, p99 } = speed.outbox_delay_s;
  if (n === 0) return NO_SAMPLES;
  const cell = (seconds: number | null): Cell => numberCell(duration(seconds), seconds);
  const then = beside(speed, [0], (compared) => compared.outbox_delay_s.p50);
  const summary = p50 === null ? `${needs(speed.enough, n, "sample")}.` : SPEED.delay(duration(p50), duration(p99));
  return {
    summary: `${summary}${said(speed, (compared) => compared.outbox_delay_s.p50, SPEED.median)}`,
    charts: [],
    table: {
      headings: [...SPEED.delayHeadings, ...then.heading(PERCENTILES[0])],
      rows: [[textCell(number(n)), ...[p50, p90, p99].map(cell), ...then.cell(0, cell)]],
    },
  };
}

/** What became of what was sent; of all models, so that another one is nothing to compare with. */
export function receivedContent(speed: Speed): FigureContent | string {
  const { received: byDay } = speed;
  if (byDay.length === 0) return SPEED.nothing;
  const columns = [
    { of: "stored", name: SPEED.stored, ink: 0 },
    { of: "duplicate", name: SPEED.duplicates, ink: 3 },
    { of: "refused", name: SPEED.refused, ink: 1 },
  ] as const;
  const countsOf = (all: typeof byDay) =>
    all.flatMap(({ day, ...each }) => columns.map(({ of }) => ({ day, of, n: each[of] })));
  const isOfModel = (speed.compared_with?.model ?? null) !== null;
  const other = partOf(speed, ({ received }) => (isOfModel ? [] : countsOf(received)));
  const [stored, duplicate, refused] = columns.map(({ of }) => byDay.reduce((sum, each) => sum + each[of], 0));
  const days = allDays(byDay.map(({ day }) => day)).length;
  const summary = SPEED.received(stored ?? 0, duplicate ?? 0, refused ?? 0, days);
  return stackedByDay(countsOf(byDay), columns, `${summary}${said(other, sumOrNull, number)}`, other);
}

/** How many samples each model answered. */
export function adoptionContent(best: BestModels): FigureContent | string {
  const { adoption } = best;
  const last = allDays(adoption.map(({ day }) => day)).at(-1);
  if (last === undefined) return NO_SAMPLES;
  const models = [...new Set(adoption.map(({ model_id }) => model_id))];
  const countsOf = (all: typeof adoption) => all.map(({ day, model_id, samples: n }) => ({ day, of: model_id, n }));
  const counts = countsOf(adoption);
  // A model that has bars of its own needs no line over them.
  const hasBars = models.includes(best.compared_with?.model ?? "");
  const other = partOf(best, (compared) => (hasBars ? [] : countsOf(compared.adoption)));
  const onLast = (model: string) => counts.find(({ day, of }) => day === last && of === model)?.n ?? 0;
  const newest = models.map((model) => `${model} ${number(onLast(model))}`).join(", ");
  const columns = models.map((model) => ({ of: model, name: model }));
  const summary = `${SPEED.lastDay(dayWords(last), newest)}${said(other, sumOrNull, SPEED.inAll)}`;
  return stackedByDay(counts, columns, summary, other);
}

/** A row for each device, all on one scale. */
function percentileRows(
  title: string,
  groups: readonly Group[],
  values: Measure,
  names: readonly string[],
  unit: Unit,
  then: Beside,
): RowsSpec {
  const rows = groups.map((group, i) => {
    const points = values(group);
    const known = points.filter((value) => value !== null);
    const [low, high] = known.length === 0 ? [null, null] : [Math.min(...known), Math.max(...known)];
    const { device_class } = group;
    const choice = device_class === "unknown" ? {} : { choice: { device_class } };
    return { name: groupWords(group), note: "", values: [...points, ...then.at(i)], low, high, ...choice };
  });
  const medians = then.points.map((point) => ({ ...point, name: `${names[0]}, ${point.name}` }));
  const points = [...names.map((name) => ({ name })), ...medians];
  const isLog = Math.max(...rows.map(({ high }) => high ?? 0)) > FAR * Math.min(...rows.map(({ low }) => low ?? FAR));
  return { kind: "rows", title, unit, points, rows, isLog };
}

function medianThen(speed: Speed, groups: readonly Group[], values: Measure): Beside {
  return beside(speed, groups, (compared, group) => {
    const like = likeIn(compared, group);
    return like === undefined ? null : values(like)[0];
  });
}

function likeIn({ groups }: Pick<Speed, "groups">, group: Group): Group | undefined {
  return groups.find((other) => groupWords(other) === groupWords(group));
}

function roundedCell(value: number | null): Cell {
  return numberCell(rounded(value), value);
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
