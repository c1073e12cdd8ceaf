/** How accurate a model is on labelled samples: its report, its confusion matrix, and recall by day. */

import { wordsFor } from "../../shared/gestures";
import type { Confusion, Overview, Rate, Report } from "../answers";
import type { ChartSpec } from "../charts/spec";
import { allDays, dayOf } from "../days";
import type { FigureContent } from "../figure";
import { NONE, number, percent } from "../format";
import { type Cell, numberCell, percentCell, textCell } from "../table";
import { basis, INTERVAL, interval, many, needs, needsOf, ofAll } from "../words";
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
  const all = [textCell("All"), ...rateCells(accuracy), BLANK, BLANK];
  return {
    summary: `${accuracyWords(report)}${macro === null ? "" : ` Macro F1 ${number(macro.f1, 3)}.`}`,
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
      headings: ["Label", "Correct", "Recall", INTERVAL, "Precision", "F1"],
      rows: [...gestures, all, ...meanCells("Macro average", macro), ...meanCells("Weighted average", weighted)],
    },
  };
}

export function confusionContent(confusion: Confusion): FigureContent | string {
  if (confusion.counts.flat().every((n) => n === 0)) return NO_LABELS;
  const most = largestOffDiagonal(confusion);
  return {
    summary:
      most === null
        ? "No confusions."
        : `Most often confused: ${most.row}, predicted as ${most.column} (${many(most.n, "time")}).`,
    charts: [matrixChart(confusion, "predicted as", true)],
    table: matrixTable(confusion, "Label"),
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
  const on = many(days.length, "day");
  const summary = `${number(sum("correct"))} of ${many(sum("n"), "labelled sample")} were correct, on ${on}.`;
  const most = Math.max(...labelled.map((row) => row.n));
  const isEnough = labelled.some(({ rate }) => rate !== null);
  return {
    summary: isEnough ? summary : `${summary} ${needs(enough, most, "label")} for one gesture on one day.`,
    charts: isEnough ? charts : [],
    table: {
      headings: ["Day", ...labels.map(wordsFor)],
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
  if (accuracy.rate === null) return `${ofAll(accuracy)} labelled samples were correct. ${needsOf(report)}.`;
  return `Accuracy ${percent(accuracy.rate)} (${interval(accuracy)}) from ${basis(accuracy)}.`;
}
