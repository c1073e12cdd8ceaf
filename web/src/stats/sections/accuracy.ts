/** How accurate a model is on labelled samples: its report, its confusion matrix, and recall by day. */

import { wordsFor } from "../../shared/gestures";
import type { Confusion, Overview, Rate, Report } from "../answers";
import type { ChartSpec } from "../charts/spec";
import { allDays, dayOf } from "../days";
import type { FigureContent } from "../figure";
import { NONE, number, percent } from "../format";
import { type Cell, numberCell, percentCell, textCell } from "../table";
import { basis, interval, needsOf, ofAll } from "../words";
import { largestOffDiagonal, matrixChart, matrixTable } from "./matrix";
import { MODELS, NO_LABELS } from "./words";

const BLANK = numberCell("", null);

/** Recall of each gesture with its interval, and its precision beside it. */
export function reportContent(report: Report): FigureContent | string {
  const { accuracy, macro, weighted } = report;
  if (accuracy.n === 0) return NO_LABELS;
  const seen = report.per_gesture.filter(({ precision, recall }) => precision.n + recall.n > 0);
  const gestures = seen.map(({ gesture, recall, precision, f1 }) => [
    textCell(wordsFor(gesture)),
    ...rateCells(recall),
    percentCell(precision.rate),
    numberCell(number(f1, 2), f1),
  ]);
  const all = [textCell(MODELS.all), ...rateCells(accuracy), BLANK, BLANK];
  return {
    summary: `${accuracyWords(report)}${macro === null ? "" : MODELS.macro(macro.f1)}`,
    charts: [
      {
        kind: "rows",
        title: "",
        unit: "share",
        points: [{ name: MODELS.recall }, { name: MODELS.precision }],
        rows: seen.map(({ gesture, recall, precision }) => ({
          name: wordsFor(gesture),
          note: number(recall.n),
          values: [recall.rate, precision.rate],
          low: recall.low,
          high: recall.high,
          choice: { label: gesture },
        })),
      },
    ],
    table: {
      headings: MODELS.reportHeadings,
      rows: [
        ...gestures,
        all,
        ...meanCells(MODELS.macroAverage, macro),
        ...meanCells(MODELS.weightedAverage, weighted),
      ],
    },
  };
}

export function confusionContent(confusion: Confusion): FigureContent | string {
  if (confusion.counts.flat().every((n) => n === 0)) return NO_LABELS;
  const most = largestOffDiagonal(confusion);
  return {
    summary: most === null ? MODELS.noConfusion : MODELS.confused(most.row, most.column, most.n),
    charts: [matrixChart(confusion, MODELS.predictedAs, true)],
    table: matrixTable(confusion, MODELS.label),
  };
}

/** Recall of each gesture, one chart each. */
export function recallByDay({
  told_by_day: labelled,
  labels,
  switches,
  report: { enough },
}: Overview): FigureContent | string {
  if (labelled.length === 0) return NO_LABELS;
  const days = allDays(labelled.map(({ day }) => day));
  const found = new Map(labelled.map((row) => [`${row.day} ${row.gesture}`, row]));
  const at = (day: string, label: string): Rate | undefined => found.get(`${day} ${label}`);
  const x = { kind: "days", days } as const;
  const marks = switches.map(({ at, after }) => ({ day: dayOf(new Date(at)), words: MODELS.now(after ?? "") }));
  const charts = labels.map((label, ink): ChartSpec => {
    const rates = days.map((day) => at(day, label));
    const of = (key: "rate" | "low" | "high") => rates.map((rate) => rate?.[key] ?? null);
    const name = wordsFor(label);
    const series = { name, values: of("rate"), low: of("low"), high: of("high"), ink };
    return { title: name, kind: "lines", unit: "share", x, series: [series], marks };
  });
  const sum = (key: "correct" | "n") => labelled.reduce((all, row) => all + row[key], 0);
  const summary = MODELS.byDay(sum("correct"), sum("n"), days.length);
  const most = Math.max(...labelled.map((row) => row.n));
  const isEnough = labelled.some(({ rate }) => rate !== null);
  return {
    summary: isEnough ? summary : `${summary} ${MODELS.dayNeeds(enough, most)}`,
    charts: isEnough ? charts : [],
    table: {
      headings: [MODELS.day, ...labels.map(wordsFor)],
      rows: [...days].reverse().map((day) => [textCell(day), ...labels.map((label) => recallCell(at(day, label)))]),
    },
  };
}

function recallCell(rate: Rate | undefined): Cell {
  if (rate === undefined) return numberCell(NONE, null, { className: "count zero" });
  return numberCell(rate.rate === null ? ofAll(rate) : `${percent(rate.rate, 0)} (${ofAll(rate)})`, ofAll(rate));
}

function meanCells(name: string, of: Report["macro"]): Cell[][] {
  if (of === null) return [];
  const cells = [percentCell(of.recall), BLANK, percentCell(of.precision), numberCell(number(of.f1, 2), of.f1)];
  return [[textCell(name), BLANK, ...cells]];
}

function rateCells(rate: Rate): Cell[] {
  return [numberCell(ofAll(rate)), percentCell(rate.rate), numberCell(interval(rate))];
}

function accuracyWords(report: Report): string {
  const { accuracy } = report;
  if (accuracy.rate === null) return MODELS.few(ofAll(accuracy), needsOf(report));
  return MODELS.rate(percent(accuracy.rate), interval(accuracy), basis(accuracy));
}
