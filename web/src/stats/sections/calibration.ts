/** Whether the model's confidence can be relied on: reliability, confidence, false alarms, and drift. */

import type { Quality } from "../answers";
import type { ColumnsSpec } from "../charts/spec";
import type { FigureContent } from "../figure";
import { percent, rounded } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { INTERVAL, interval, many, needs, ofAll } from "../words";
import { binWords, driftContent } from "./drift";
import { QUALITY } from "./words";

export function calibrationFigures(quality: Quality) {
  return {
    reliability: reliability(quality),
    confidence: confidence(quality),
    "false-alarms": falseAlarms(quality),
    drift: driftContent(quality),
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
    { name: QUALITY.perfect, values: at, isReference: true },
    { name: "Accuracy", values: of("rate"), low: of("low"), high: of("high"), ink: 0 },
  ];
  const counts: ColumnsSpec["series"] = [{ name: "Labels", values: [null, ...seen.map((bin) => bin.n), null] }];
  return {
    summary: ece === null ? `${needs(enough, n, "label")}.` : QUALITY.error(ece, n),
    charts: [
      {
        title: QUALITY.accuracyAt,
        size: "tall",
        kind: "lines",
        unit: "share",
        x: { kind: "shares", at },
        series,
      },
      { title: QUALITY.labelsAt, kind: "bars", unit: "count", x: { kind: "shares", at }, series: counts },
    ],
    table: {
      headings: ["Confidence", "Mean confidence", "Correct", "Accuracy", INTERVAL],
      rows: seen.map((bin) => [
        textCell(binWords({ name: null, ...bin }, "")),
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
        textCell(binWords({ name: null, ...bin }, "")),
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
