/** How fast: percentiles, what became of samples and which model answered in; tables and charts out. */

import type { Best } from "../../shared/stats/best";
import type { Speed } from "../../shared/stats/speed";
import type { FigureContent } from "../figure";
import { type Cell, figure, said } from "../table";
import { allDays, dayWords, duration, many, rounded } from "../words";

const PERCENTILES = ["Half", "90 of 100", "99 of 100"];
type Three = readonly [number | null, number | null, number | null];

type Group = Speed["groups"][number];

/** Milliseconds from a frame to its answer, and of the network alone, per kind of device; null: no sample. */
export function latencyContent({ groups }: Speed): FigureContent | null {
  const seen = groups.filter(({ answerMs }) => answerMs.n > 0);
  if (seen.length === 0) return null;
  const slowest = seen.reduce((a, b) => ((b.answerMs.p90 ?? 0) > (a.answerMs.p90 ?? 0) ? b : a));
  const more = PERCENTILES.map((name) => `Network: ${name.toLowerCase()}`);
  return {
    summary:
      slowest.answerMs.p90 === null
        ? "There are too few samples of each kind of device to say."
        : `Slowest: ${groupWords(slowest)}, where 90 of 100 answers took at most ${rounded(slowest.answerMs.p90)} ms.`,
    charts: [],
    table: {
      headings: ["Device", "Samples", ...PERCENTILES, ...more],
      rows: seen.map((group) => [
        said(groupWords(group)),
        figure(group.answerMs.n.toLocaleString(), group.answerMs.n),
        ...cells(group, seen, ({ answerMs: { p50, p90, p99 } }) => [p50, p90, p99]),
        ...cells(group, seen, ({ inferenceMs: { p50, p90, p99 } }) => [p50, p90, p99]),
      ]),
    },
  };
}

/** Frames a second, per kind of device; null: none was measured. */
export function frameRateContent({ groups }: Speed): FigureContent | null {
  const seen = groups.filter(({ fps }) => fps.n > 0);
  if (seen.length === 0) return null;
  const slowest = seen.reduce((a, b) => ((b.fps.p10 ?? Infinity) < (a.fps.p10 ?? Infinity) ? b : a));
  return {
    summary:
      slowest.fps.p10 === null
        ? "There are too few samples of each kind of device to say."
        : `Fewest: ${groupWords(slowest)}, where 90 of 100 samples had at least ${rounded(slowest.fps.p10)} a second.`,
    charts: [],
    table: {
      headings: ["Device", "Samples", ...PERCENTILES],
      rows: seen.map((group) => [
        said(groupWords(group)),
        figure(group.fps.n.toLocaleString(), group.fps.n),
        ...cells(group, seen, ({ fps: { p50, p10, p1 } }) => [p50, p10, p1]),
      ]),
    },
  };
}

/** How long samples take to the server; null: none came. */
export function delayContent({ outboxDelayS: delay }: Speed): FigureContent | null {
  if (delay.n === 0) return null;
  return {
    summary:
      delay.p50 === null
        ? `${many(delay.n, "sample")} are too few to say.`
        : `Half of the samples were there after ${duration(delay.p50)}, 99 of 100 after ${duration(delay.p99)}.`,
    charts: [],
    table: {
      headings: ["Samples", ...PERCENTILES],
      rows: [
        [
          said(delay.n.toLocaleString()),
          ...[delay.p50, delay.p90, delay.p99].map((seconds) => figure(duration(seconds), seconds)),
        ],
      ],
    },
  };
}

/** What became of what was sent, per day; null: nothing came since it is counted. */
export function receivedContent({ received }: Speed): FigureContent | null {
  if (received.length === 0) return null;
  const days = allDays(received.map(({ day }) => day));
  const on = new Map(received.map((each) => [each.day, each]));
  const fates = ["stored", "duplicate", "refused"] as const;
  const names = ["Stored", "Duplicates", "Refused"];
  const sums = fates.map((fate) => received.reduce((sum, each) => sum + each[fate], 0));
  const values = (fate: (typeof fates)[number]): number[] => days.map((day) => on.get(day)?.[fate] ?? 0);
  return {
    summary: `${sums[0]} stored, ${many(sums[1] ?? 0, "duplicate")} and ${sums[2]} refused on ${many(days.length, "day")}.`,
    charts: [
      {
        title: "",
        kind: "bars",
        unit: "count",
        x: { kind: "names", names: days.map(dayWords) },
        series: fates.map((fate, i) => ({
          name: names[i] as string,
          values: values(fate),
          ink: [0, 3, 1][i] as number,
        })),
      },
    ],
    table: {
      headings: ["Day", ...names],
      rows: [...days].reverse().map((day) => [
        said(day),
        ...fates.map((fate) => {
          const n = on.get(day)?.[fate] ?? 0;
          return figure(n.toLocaleString(), n);
        }),
      ]),
    },
  };
}

/** How many samples each model answered, per day; null: none. */
export function adoptionContent({ adoption }: Best): FigureContent | null {
  if (adoption.length === 0) return null;
  const days = allDays(adoption.map(({ day }) => day));
  const models = [...new Set(adoption.map(({ modelId }) => modelId))];
  const found = new Map(adoption.map(({ day, modelId, samples }) => [`${day} ${modelId}`, samples]));
  const n = (day: string, model: string): number => found.get(`${day} ${model}`) ?? 0;
  const last = days.at(-1) ?? "";
  const newest = models.map((model) => `${model} ${n(last, model)}`).join(", ");
  return {
    summary: `On ${dayWords(last)}: ${newest}.`,
    charts: [
      {
        title: "",
        kind: "bars",
        unit: "count",
        x: { kind: "names", names: days.map(dayWords) },
        series: models.map((model) => ({ name: model, values: days.map((day) => n(day, model)) })),
      },
    ],
    table: {
      headings: ["Day", ...models],
      rows: [...days]
        .reverse()
        .map((day) => [said(day), ...models.map((model) => figure(n(day, model).toLocaleString(), n(day, model)))]),
    },
  };
}

/** The three percentiles, with bars that can be compared from row to row. */
function cells(group: Group, all: readonly Group[], values: (of: Group) => Three): Cell[] {
  const most = Math.max(...all.flatMap((each) => values(each).map((value) => value ?? 0)));
  return values(group).map((value) =>
    figure(rounded(value), value, value === null || most === 0 ? {} : { bar: value / most }),
  );
}

function groupWords({ browser, deviceClass, backend }: Group): string {
  return `${browser}, ${deviceClass}, ${backend}`;
}
