/** The report on the stats page: rates with their intervals in, tables out that never make three samples a hundred per cent. */

import { wordsFor } from "../shared/gestures";
import type { Averages, Rate, Report, Stats } from "../shared/stats";
import { type Cell, count, makeEmpty, makeTable } from "./table";

const HOW = "No sample yet. Log in, show a gesture, and press its key to say which one it is.";
const TOO_FEW = "too few";

/** A share of 0 … 1 in words; null: there is too little to say one. */
export function percent(share: number | null): string {
  return share === null ? TOO_FEW : `${(100 * share).toFixed(1)} %`;
}

/** How many of each gesture were named rightly, how sure that is, and how often its name was right. */
export function reportTable(page: Document, report: Report): HTMLElement {
  if (report.accuracy.n === 0) return makeEmpty(page, HOW);
  const gestures = report.perGesture
    .filter(({ precision, recall }) => precision.n + recall.n > 0)
    .map(({ gesture, recall, precision, f1 }) => [
      { text: wordsFor(gesture) },
      ...rateCells(recall),
      count(percent(precision.rate)),
      count(f1 === null ? TOO_FEW : f1.toFixed(2)),
    ]);
  const all = [{ text: "All" }, ...rateCells(report.accuracy), count(""), count("")];
  const head = ["Right", "Recall", "95 % interval", "Precision", "F1"].map(count);
  return makeTable(page, [{ text: "Gesture shown" }, ...head], [...gestures, all, ...means(report)]);
}

/** How many of each true gesture a day had, and how many of them were named rightly. */
export function toldTable(page: Document, { toldByDay, labels }: Stats): HTMLElement {
  if (toldByDay.length === 0) return makeEmpty(page, "No sample yet.");
  const days = [...new Set(toldByDay.map(({ day }) => day))].sort().reverse();
  const rows = days.map((day) => [
    { text: day },
    ...labels.map((label): Cell => {
      const told = toldByDay.find((row) => row.day === day && row.gesture === label);
      return told === undefined ? { text: "–", className: "count zero" } : count(ofAll(told));
    }),
  ]);
  return makeTable(page, [{ text: "Day" }, ...labels.map((label) => count(wordsFor(label)))], rows);
}

function means({ macro, weighted }: Report): Cell[][] {
  const row = (name: string, of: Averages | null): Cell[][] =>
    of === null
      ? []
      : [
          [
            { text: name },
            count(""),
            count(percent(of.recall)),
            count(""),
            count(percent(of.precision)),
            count(of.f1.toFixed(2)),
          ],
        ];
  return [...row("Mean of the gestures", macro), ...row("Mean by how often shown", weighted)];
}

function rateCells(rate: Rate): Cell[] {
  const { low, high } = rate;
  const interval = low === null || high === null ? "" : `${Math.floor(100 * low)} – ${Math.ceil(100 * high)} %`;
  return [count(ofAll(rate)), count(percent(rate.rate)), count(interval)];
}

function ofAll({ correct, n }: Rate): string {
  return `${correct} of ${n}`;
}
