/** One model: rates and counts in; its report and confusion matrix, where three samples are never 100 %, out. */

import { wordsFor } from "../../shared/gestures";
import type { Averages, Confusion, Rate, Report } from "../../shared/stats/overview";
import type { FigureContent } from "../figure";
import { type Cell, figure, said } from "../table";
import { interval, many, ofAll, percent, TOO_FEW } from "../words";

/** How many of each gesture were named rightly, how sure that is, and how often its name was right; null: no sample. */
export function reportContent(report: Report): FigureContent | null {
  const { accuracy, macro } = report;
  if (accuracy.n === 0) return null;
  const gestures = report.perGesture
    .filter(({ precision, recall }) => precision.n + recall.n > 0)
    .map(({ gesture, recall, precision, f1 }) => [
      said(wordsFor(gesture)),
      ...rateCells(recall),
      figure(percent(precision.rate), precision.rate),
      figure(f1 === null ? TOO_FEW : f1.toFixed(2), f1),
    ]);
  const all = [said("All"), ...rateCells(accuracy), figure("", null), figure("", null)];
  const means = [...mean("Mean", macro), ...mean("Weighted mean", report.weighted)];
  const f1 = macro === null ? "" : ` The mean F1 of the gestures is ${macro.f1.toFixed(3)}.`;
  return {
    summary: `${ofAll(accuracy)} told samples were named rightly${rateWords(accuracy)}.${f1}`,
    charts: [],
    table: {
      headings: ["Shown", "Right", "Recall", "95\u00a0%", "Precision", "F1"],
      rows: [...gestures, all, ...means],
    },
  };
}

/** What was taken for what, in counts and in per cent of each row; null: no sample. */
export function confusionContent({ labels, counts }: Confusion): FigureContent | null {
  const sums = counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  if (sums.every((sum) => sum === 0)) return null;
  const rows = labels.map((label, i) => [
    said(wordsFor(label)),
    ...labels.map((_, j) => matrixCell(counts[i]?.[j] ?? 0, sums[i] ?? 0, i === j)),
  ]);
  return {
    summary: worstConfusion(labels, counts),
    charts: [],
    table: { headings: ["Shown", ...labels.map(wordsFor)], rows },
  };
}

function matrixCell(n: number, of: number, isRight: boolean): Cell {
  const className = `count matrix${n === 0 ? " zero" : isRight ? " right" : " wrong"}`;
  if (n === 0) return figure("0", 0, { className });
  return figure(`${n} (${percent(n / of, 0)})`, n, { className, shade: n / of });
}

function worstConfusion(labels: readonly string[], counts: Confusion["counts"]): string {
  const wrong = labels.flatMap((shown, i) =>
    labels.map((named, j) => ({ shown, named, n: i === j ? 0 : (counts[i]?.[j] ?? 0) })),
  );
  const most = wrong.reduce((a, b) => (b.n > a.n ? b : a), { shown: "", named: "", n: 0 });
  if (most.n === 0) return "Nothing was taken for anything else.";
  return `Most often ${wordsFor(most.shown)} was taken for ${wordsFor(most.named)}: ${many(most.n, "time")}.`;
}

function mean(name: string, of: Averages | null): Cell[][] {
  if (of === null) return [];
  const blank = figure("", null);
  const [recall, precision] = [figure(percent(of.recall), of.recall), figure(percent(of.precision), of.precision)];
  return [[said(name), blank, recall, blank, precision, figure(of.f1.toFixed(2), of.f1)]];
}

function rateCells(rate: Rate): Cell[] {
  return [figure(ofAll(rate)), figure(percent(rate.rate), rate.rate), figure(interval(rate), interval(rate))];
}

function rateWords(rate: Rate): string {
  const of = rate.people === null ? "" : `, as the mean of ${many(rate.people, "person", "people")}`;
  return rate.rate === null ? ", too few for a rate" : `: ${percent(rate.rate)}, between ${interval(rate)}${of}`;
}
