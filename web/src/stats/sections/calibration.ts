/** Whether the model's confidence can be relied on: reliability, confidence, false alarms, and drift. */

import type { Quality } from "../answers";
import type { ColumnsSpec } from "../charts/spec";
import type { FigureContent } from "../figure";
import { dayWords, NONE, percent, rounded } from "../format";
import { type Cell, numberCell, percentCell, textCell } from "../table";
import { INTERVAL, interval, many, needs, ofAll } from "../words";

const DRIFT = { none: "no drift", some: "some drift", strong: "strong drift" } as const;
const DRIFTING = [
  ["predictions", "Predicted gestures"],
  ["noise", "Image noise"],
  ["area", "Hand area"],
] as const;

export function calibrationFigures(quality: Quality) {
  return {
    reliability: reliability(quality),
    confidence: confidence(quality),
    "false-alarms": falseAlarms(quality),
    drift: drift(quality),
  };
}

/** The reliability diagram: accuracy by confidence, beside the diagonal of perfect calibration. */
function reliability({ calibration: { n, ece, bins }, enough }: Quality): FigureContent | string {
  const seen = bins.filter((bin) => bin.n > 0);
  if (seen.length === 0) return "No labels yet.";
  // The diagonal goes from end to end, beyond the bins that have labels.
  const at = [0, ...seen.map((bin) => bin.confidence ?? (bin.from + bin.to) / 2), 1];
  const of = (key: "rate" | "low" | "high") => [null, ...seen.map((bin) => bin[key]), null];
  const series: ColumnsSpec["series"] = [
    { name: "Perfectly calibrated", values: at, isReference: true },
    { name: "Accuracy", values: of("rate"), low: of("low"), high: of("high"), ink: 0 },
  ];
  const counts: ColumnsSpec["series"] = [{ name: "Labels", values: [null, ...seen.map((bin) => bin.n), null] }];
  return {
    summary:
      ece === null
        ? `${needs(enough, n, "label")}.`
        : `Mean calibration error: ${(100 * ece).toFixed(1)} points (${many(n, "label")}).`,
    charts: [
      {
        title: "Accuracy at each confidence",
        size: "tall",
        kind: "lines",
        unit: "share",
        x: { kind: "shares", at },
        series,
      },
      { title: "Labels at each confidence", kind: "bars", unit: "count", x: { kind: "shares", at }, series: counts },
    ],
    table: {
      headings: ["Confidence", "Mean confidence", "Correct", "Accuracy", INTERVAL],
      rows: seen.map((bin) => [
        textCell(binWords(bin)),
        percentCell(bin.confidence),
        numberCell(ofAll(bin)),
        percentCell(bin.rate),
        numberCell(interval(bin)),
      ]),
    },
  };
}

function confidence({ confidence: bins }: Quality): FigureContent | string {
  const n = bins.reduce((sum, { free }) => sum + free, 0);
  if (n === 0) return "No samples of free use yet.";
  const unsure = bins.filter(({ to }) => to <= 0.7).reduce((sum, { free_share }) => sum + free_share, 0);
  const seen = bins.slice(bins.findIndex(({ free, told }) => free + told > 0));
  const names = seen.map(({ from }) => percent(from, 0));
  const values = seen.map(({ free_share }) => free_share);
  return {
    summary: `${percent(unsure)} of predictions in free use had a confidence below 70 % (${many(n, "sample")}).`,
    charts: [
      {
        title: "",
        kind: "bars",
        unit: "share",
        x: { kind: "names", names },
        series: [{ name: "Predictions", values }],
      },
    ],
    table: {
      headings: ["Confidence", "Share in free use", "Samples of free use", "Labelled samples"],
      rows: seen.map((bin) => [
        textCell(binWords(bin)),
        percentCell(bin.free_share),
        numberCell(String(bin.free), bin.free),
        numberCell(String(bin.told), bin.told),
      ]),
    },
  };
}

/** Gestures that were predicted where a person said that there was none. */
function falseAlarms({ false_alarms: { of_none_shown: prompted, ...alarms } }: Quality): FigureContent {
  const { free_minutes: minutes, corrected_to_none: corrected, per_minute: rate, low, high } = alarms;
  const alarmsWords = `${many(corrected, "reported false alarm")} in ${many(minutes, "minute")} of use`;
  return {
    summary: `${alarmsWords}${rate === null ? "" : `: ${rounded(rate)} per minute`}.`,
    charts: [],
    table: {
      headings: ["Where", "False alarms", "Of", "Rate", INTERVAL],
      rows: [
        [
          textCell("Free use, per minute"),
          numberCell(String(corrected), corrected),
          numberCell(many(minutes, "minute"), minutes),
          numberCell(rounded(rate), rate),
          numberCell(low === null || high === null ? "" : `${rounded(low)} – ${rounded(high)}`),
        ],
        [
          textCell("Prompted for no gesture"),
          numberCell(String(prompted.correct), prompted.correct),
          numberCell(many(prompted.n, "label"), prompted.n),
          percentCell(prompted.rate),
          numberCell(interval(prompted)),
        ],
      ],
    },
  };
}

/** What has changed since the model's first week, by the population stability index (PSI). */
function drift({ drift: all }: Quality): FigureContent | string {
  const { reference, current, enough } = all;
  if (reference === null || current === null) return "The model has not been in use for longer than its first week.";
  const found = DRIFTING.map(([key, name]) => ({ name, ...all[key] }));
  const verdicts = found.map(
    ({ name, verdict }) => `${name}: ${verdict === null ? "too few samples" : DRIFT[verdict]}`,
  );
  const days = `${daysWords(current)} with ${daysWords(reference)}`;
  return {
    summary: `${verdicts.join("; ")}. Compared: ${days}; each needs ${enough} samples.`,
    charts: [],
    table: {
      headings: ["What", "Verdict", "PSI", "Samples", "Samples in the first week"],
      rows: found.map(({ name, verdict, psi, n, n_reference }) => [
        textCell(name),
        verdictCell(verdict),
        numberCell(psi === null ? NONE : psi.toFixed(3), psi),
        numberCell(n.toLocaleString(), n),
        numberCell(n_reference.toLocaleString(), n_reference),
      ]),
    },
  };
}

function verdictCell(verdict: keyof typeof DRIFT | null): Cell {
  return verdict === null ? textCell(NONE) : { text: DRIFT[verdict], className: `verdict-${verdict}` };
}

function daysWords({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${dayWords(from)} – ${dayWords(to)}`;
}

function binWords({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${percent(from, 0).replace("\u00a0%", "")} – ${percent(to, 0)}`;
}
