/** Whether the model's confidence can be relied on: reliability, confidence, false alarms, and drift. */

import type { Quality } from "../../answers";
import type { ColumnsSpec } from "../../charts/spec";
import { rangeWords } from "../../charts/units";
import type { FigureContent } from "../../figure";
import { number, percent, points, rounded } from "../../format";
import { numberCell, percentCell, textCell } from "../../table";
import { interval, many, needs, ofAll } from "../../words";
import { beside, partOf, said } from "../compared";
import { QUALITY } from "../words";
import { binWords, driftContent } from "./drift";

export function calibrationFigures(quality: Quality) {
  return {
    reliability: reliability(quality),
    confidence: confidence(quality),
    "false-alarms": falseAlarms(quality),
    drift: driftContent(quality),
  };
}

/** The reliability diagram: accuracy by confidence, beside the diagonal of perfect calibration. */
function reliability(quality: Quality): FigureContent | string {
  const { n, ece, bins } = quality.calibration;
  const seen = bins.filter((bin) => bin.n > 0);
  if (seen.length === 0) return QUALITY.noLabels;
  // The diagonal goes from end to end, beyond the bins that have labels.
  const at = [0, ...seen.map((bin) => bin.confidence ?? (bin.from + bin.to) / 2), 1];
  const of = (key: "rate" | "low" | "high") => [null, ...seen.map((bin) => bin[key]), null];
  // What is compared with stands at the mean confidence of these labels, less than the width of a bin beside its own.
  const then = beside(quality, [null, ...seen, null], ({ calibration }, bin) =>
    bin === null ? null : calibration.bins.find(({ from }) => from === bin.from)?.rate,
  );
  const series: ColumnsSpec["series"] = [
    { name: QUALITY.perfect, values: at, isReference: true },
    { name: QUALITY.accuracy, values: of("rate"), low: of("low"), high: of("high"), ink: 0 },
    ...then.series,
  ];
  const counts: ColumnsSpec["series"] = [{ name: QUALITY.labels, values: [null, ...seen.map((bin) => bin.n), null] }];
  const summary = ece === null ? `${needs(quality.enough, n, "label")}.` : QUALITY.error(ece, n);
  return {
    summary: `${summary}${said(quality, ({ calibration }) => calibration.ece, points)}`,
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
      headings: [...QUALITY.errorHeadings, ...then.heading(QUALITY.accuracy)],
      rows: seen.map((bin, i) => [
        textCell(binWords({ name: null, ...bin }, "")),
        percentCell(bin.confidence),
        numberCell(ofAll(bin)),
        percentCell(bin.rate),
        numberCell(interval(bin)),
        ...then.cell(i + 1, percentCell),
      ]),
    },
  };
}

function confidence(quality: Quality): FigureContent | string {
  const { confidence: bins } = quality;
  const n = countOf(quality);
  if (n === 0) return QUALITY.noUse;
  const other = partOf(quality, (compared) => (countOf(compared) === 0 ? null : compared));
  const seen = bins.slice(bins.findIndex(({ free, told }) => free + told > 0));
  const then = beside(
    other,
    seen,
    (compared, bin) => compared?.confidence.find(({ from }) => from === bin.from)?.free_share,
  );
  const names = seen.map(({ from }) => percent(from, 0));
  const values = seen.map(({ free_share }) => free_share);
  return {
    summary: `${QUALITY.unsure(unsureOf(quality), n)}${said(other, (compared) => compared && unsureOf(compared), percent)}`,
    charts: [
      {
        title: "",
        kind: "bars",
        unit: "share",
        x: { kind: "names", names },
        series: [{ name: QUALITY.predictions, values }, ...then.series],
      },
    ],
    table: {
      headings: [...QUALITY.confidenceHeadings, ...then.heading(QUALITY.predictions)],
      rows: seen.map((bin, i) => [
        textCell(binWords({ name: null, ...bin }, "")),
        percentCell(bin.free_share),
        numberCell(number(bin.free), bin.free),
        numberCell(number(bin.told), bin.told),
        ...then.cell(i, percentCell),
      ]),
    },
  };
}

type Confidence = Pick<Quality, "confidence">;

function countOf({ confidence: bins }: Confidence): number {
  return bins.reduce((sum, { free }) => sum + free, 0);
}

function unsureOf({ confidence: bins }: Confidence): number {
  return bins.filter(({ to }) => to <= 0.7).reduce((sum, { free_share }) => sum + free_share, 0);
}

/** Gestures that were predicted where a person said that there was none. */
function falseAlarms(quality: Quality): FigureContent {
  const { of_none_shown: prompted, ...alarms } = quality.false_alarms;
  const { free_minutes: minutes, corrected_to_none: corrected, per_minute: rate, low, high } = alarms;
  const [from, to] = [hourly(low), hourly(high)];
  const other = partOf(quality, ({ false_alarms }) => [
    hourly(false_alarms.per_minute),
    false_alarms.of_none_shown.rate,
  ]);
  const then = beside(other, [0, 1], (rates, place) => rates[place]);
  return {
    summary: `${QUALITY.alarms(corrected, minutes, hourly(rate))}${said(other, ([anHour]) => anHour, QUALITY.anHour)}`,
    charts: [],
    table: {
      headings: [...QUALITY.alarmHeadings, ...then.heading(QUALITY.rate)],
      rows: [
        [
          textCell(QUALITY.inUse),
          numberCell(number(corrected), corrected),
          numberCell(many(minutes, "minute"), minutes),
          numberCell(rounded(hourly(rate)), hourly(rate)),
          numberCell(from === null || to === null ? "" : rangeWords(from, to, "rate")),
          ...then.cell(0, (anHour) => numberCell(rounded(anHour), anHour)),
        ],
        [
          textCell(QUALITY.prompted),
          numberCell(number(prompted.correct), prompted.correct),
          numberCell(many(prompted.n, "label"), prompted.n),
          percentCell(prompted.rate),
          numberCell(interval(prompted)),
          ...then.cell(1, percentCell),
        ],
      ],
    },
  };
}

function hourly(aMinute: number | null): number | null {
  return aMinute === null ? null : 60 * aMinute;
}
