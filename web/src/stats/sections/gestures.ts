/** What is shown: samples by day, by the gesture that people labelled and by the one that the model predicted. */

import { wordsFor } from "../../shared/gestures";
import type { Overview } from "../answers";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { type DayCount, stackedByDay } from "./by-day";
import { NO_SAMPLES, QUALITY, USE } from "./words";

export function gestureFigures({ by_day, told_by_day, labels }: Overview) {
  const labelled = told_by_day.map(({ day, gesture, n }) => ({ day, of: gesture, n }));
  const predicted = by_day.map(({ day, gesture, samples }) => ({ day, of: gesture, n: samples }));
  return {
    "labels-by-day": byDay(labelled, labels, QUALITY.noLabels),
    "predictions-by-day": byDay(predicted, labels, NO_SAMPLES),
  };
}

function byDay(counts: readonly DayCount[], labels: readonly string[], nothing: string): FigureContent | string {
  if (counts.length === 0) return nothing;
  const sums = labels.map((label) => counts.filter(({ of }) => of === label).reduce((sum, { n }) => sum + n, 0));
  const all = sums.reduce((sum, n) => sum + n, 0);
  const most = Math.max(...sums);
  const days = allDays(counts.map(({ day }) => day)).length;
  const summary = USE.byDay(all, days, wordsFor(labels[sums.indexOf(most)] ?? ""), most);
  return stackedByDay(counts, columnsOf(labels), summary);
}

function columnsOf(labels: readonly string[]) {
  return labels.map((of) => ({ of, name: wordsFor(of) }));
}
