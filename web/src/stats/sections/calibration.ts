/** Whether the model's confidence can be relied on: reliability, confidence, false alarms, and drift. */

import type { Quality } from "../answers";
import type { ColumnsSpec } from "../charts/spec";
import { rangeWords } from "../charts/units";
import type { FigureContent } from "../figure";
import { number, percent, rounded } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { interval, many, needs, ofAll } from "../words";
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
  if (seen.length === 0) return QUALITY.noLabels;
  // The diagonal goes from end to end, beyond the bins that have labels.
  const at = [0, ...seen.map((bin) => bin.confidence ?? (bin.from + bin.to) / 2), 1];
  const of = (key: "rate" | "low" | "high") => [null, ...seen.map((bin) => bin[key]), null];
  const series: ColumnsSpec["series"] = [
    { name: QUALITY.perfect, values: at, isReference: true },
    { name: QUALITY.accuracy, values: of("rate"), low: of("low"), high: of("high"), ink: 0 },
  ];
  const counts: ColumnsSpec["series"] = [{ name: QUALITY.labels, values: [null, ...seen.map((bin) => bin.n), null] }];
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
      headings: QUALITY.errorHeadings,
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
  if (n === 0) return QUALITY.noUse;
  const unsure = bins.filter(({ to }) => to <= 0.7).reduce((sum, { free_share }) => sum + free_share, 0);
  const seen = bins.slice(bins.findIndex(({ free, told }) => free + told > 0));
  const names = seen.map(({ from }) => percent(from, 0));
  const values = seen.map(({ free_share }) => free_share);
  return {
    summary: QUALITY.unsure(unsure, n),
    charts: [
      {
        title: "",
        kind: "bars",
        unit: "share",
        x: { kind: "names", names },
        series: [{ name: QUALITY.predictions, values }],
      },
    ],
    table: {
      headings: QUALITY.confidenceHeadings,
      rows: seen.map((bin) => [
        textCell(binWords({ name: null, ...bin }, "")),
        percentCell(bin.free_share),
        numberCell(number(bin.free), bin.free),
        numberCell(number(bin.told), bin.told),
      ]),
    },
  };
}

/** Gestures that were predicted where a person said that there was none. */
function falseAlarms({ false_alarms: { of_none_shown: prompted, ...alarms } }: Quality): FigureContent {
  const { free_minutes: minutes, corrected_to_none: corrected, per_minute: rate, low, high } = alarms;
  const hourly = (each: number | null): number | null => (each === null ? null : 60 * each);
  const [from, to] = [hourly(low), hourly(high)];
  return {
    summary: QUALITY.alarms(corrected, minutes, hourly(rate)),
    charts: [],
    table: {
      headings: QUALITY.alarmHeadings,
      rows: [
        [
          textCell(QUALITY.inUse),
          numberCell(number(corrected), corrected),
          numberCell(many(minutes, "minute"), minutes),
          numberCell(rounded(hourly(rate)), hourly(rate)),
          numberCell(from === null || to === null ? "" : rangeWords(from, to, "rate")),
        ],
        [
          textCell(QUALITY.prompted),
          numberCell(number(prompted.correct), prompted.correct),
          numberCell(many(prompted.n, "label"), prompted.n),
          percentCell(prompted.rate),
          numberCell(interval(prompted)),
        ],
      ],
    },
  };
}
