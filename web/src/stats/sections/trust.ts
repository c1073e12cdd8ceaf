/** Can it be trusted: calibration, confidence, false alarms and drift in; charts and tables with verdicts out. */

import type { Quality } from "../../shared/stats/quality";
import type { ChartSpec } from "../chart-spec";
import type { FigureContent } from "../figure";
import { type Cell, figure, said } from "../table";
import { dayWords, interval, many, NONE, ofAll, percent, rounded } from "../words";

const VERDICTS = { none: "no change", some: "some change", strong: "strong change" } as const;
const SUBJECTS = [
  ["predictions", "Gestures that are named"],
  ["noise", "Noise in the pictures"],
  ["area", "White part of the pictures"],
] as const;

/** Whether answers are as often right as they are sure; null: nobody told a truth. */
export function calibrationContent({ calibration: { n, ece, bins } }: Quality): FigureContent | null {
  const seen = bins.filter((bin) => bin.n > 0);
  if (seen.length === 0) return null;
  // The line to compare with goes from end to end, beyond the bins that have answers.
  const at = [0, ...seen.map(({ confidence, from, to }) => confidence ?? (from + to) / 2), 1];
  const inner = (values: readonly (number | null)[]): (number | null)[] => [null, ...values, null];
  const chart: ChartSpec = {
    title: "",
    kind: "lines",
    unit: "share",
    x: { kind: "shares", at },
    series: [
      { name: "As sure as right", values: at, isReference: true },
      {
        name: "Right",
        values: inner(seen.map(({ rate }) => rate)),
        low: inner(seen.map(({ low }) => low)),
        high: inner(seen.map(({ high }) => high)),
        ink: 0,
      },
    ],
  };
  const rows = seen.map((bin) => [
    said(binWords(bin)),
    figure(percent(bin.confidence), bin.confidence),
    figure(ofAll(bin)),
    figure(percent(bin.rate), bin.rate),
    figure(interval(bin)),
  ]);
  return {
    summary:
      ece === null
        ? `Of ${many(n, "told answer")} there are too few to say.`
        : `On average the model's sureness and its rightness are ${percent(ece)} apart (${many(n, "told answer")}).`,
    charts: [chart],
    table: { headings: ["Sure", "On average", "Right", "Share right", "95 % interval"], rows },
  };
}

/** How sure the answers are in free use; null: there is none. */
export function confidenceContent({ confidence }: Quality): FigureContent | null {
  const n = confidence.reduce((sum, { free }) => sum + free, 0);
  if (n === 0) return null;
  const unsure = confidence.filter(({ to }) => to <= 0.7).reduce((sum, { freeShare }) => sum + freeShare, 0);
  const seen = confidence.slice(confidence.findIndex(({ free, told }) => free + told > 0));
  return {
    summary: `${percent(unsure)} of the answers in free use were less than 70 % sure (from ${many(n, "sample")}).`,
    charts: [
      {
        title: "",
        kind: "bars",
        unit: "share",
        x: { kind: "names", names: seen.map(({ from }) => percent(from, 0)) },
        series: [{ name: "Share of the answers", values: seen.map(({ freeShare }) => freeShare) }],
      },
    ],
    table: {
      headings: ["Sure", "Share in free use", "Samples of free use", "Told samples"],
      rows: seen.map((bin) => [
        said(binWords(bin)),
        figure(percent(bin.freeShare), bin.freeShare),
        figure(String(bin.free), bin.free),
        figure(String(bin.told), bin.told),
      ]),
    },
  };
}

/** Gestures that were named though a person said that there was none. */
export function falseAlarmContent({ falseAlarms: alarms }: Quality): FigureContent {
  const { freeMinutes, correctedToNone, perMinute, low, high, ofNoneShown } = alarms;
  const rate = perMinute === null ? "too few minutes for a rate" : `${rounded(perMinute)} a minute`;
  return {
    summary: `${many(correctedToNone, "false alarm")} in ${many(freeMinutes, "minute")} of use were told: ${rate}.`,
    charts: [],
    table: {
      headings: ["What is known", "Told", "Of", "Rate", "95 % interval"],
      rows: [
        [
          said("False alarms a minute of use"),
          figure(String(correctedToNone), correctedToNone),
          figure(many(freeMinutes, "minute"), freeMinutes),
          figure(rounded(perMinute), perMinute),
          figure(low === null || high === null ? "" : `${rounded(low)} – ${rounded(high)}`),
        ],
        [
          said("Where people showed no gesture on purpose"),
          figure(String(ofNoneShown.correct), ofNoneShown.correct),
          figure(many(ofNoneShown.n, "sample"), ofNoneShown.n),
          figure(percent(ofNoneShown.rate), ofNoneShown.rate),
          figure(interval(ofNoneShown)),
        ],
      ],
    },
  };
}

/** What has changed since the model's first week; null: there is nothing to compare. */
export function driftContent({ drift }: Quality): FigureContent | null {
  const { reference, current, enough } = drift;
  if (reference === null || current === null) return null;
  const found = SUBJECTS.map(([key, name]) => ({ name, ...drift[key] }));
  const told = found.map(
    ({ name, verdict }) => `${name.toLowerCase()}: ${verdict === null ? "too few" : VERDICTS[verdict]}`,
  );
  const days = `${daysWords(current)} with ${daysWords(reference)}`;
  return {
    summary: `${capital(told.join("; "))}. Compared: ${days}; fewer than ${enough} samples on a side are too few.`,
    charts: [],
    table: {
      headings: ["What", "Verdict", "PSI", "Samples", "Samples then"],
      rows: found.map(({ name, verdict, psi, n, nReference }) => [
        said(name),
        verdictCell(verdict),
        figure(psi === null ? NONE : psi.toFixed(3), psi),
        figure(n.toLocaleString(), n),
        figure(nReference.toLocaleString(), nReference),
      ]),
    },
  };
}

function verdictCell(verdict: keyof typeof VERDICTS | null): Cell {
  return verdict === null ? said("too few") : { text: VERDICTS[verdict], className: `verdict-${verdict}` };
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function daysWords({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${dayWords(from)} – ${dayWords(to)}`;
}

function binWords({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${percent(from, 0).replace("\u00a0%", "")} – ${percent(to, 0)}`;
}
