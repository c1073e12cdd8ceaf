/** What is shown: samples by day, by the gesture that people labelled and by the one that the model predicted. */

import { wordsFor } from "../../shared/gestures";
import type { Overview } from "../answers";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { number } from "../format";
import { type DayCount, stackedByDay, sumOrNull } from "./by-day";
import { partOf, said } from "./compared";
import { NO_SAMPLES, QUALITY, USE } from "./words";

type Counts = Pick<Overview, "told_by_day" | "by_day">;

export function gestureFigures(overview: Overview) {
  const labelled = ({ told_by_day }: Counts) => told_by_day.map(({ day, gesture, n }) => ({ day, of: gesture, n }));
  const predicted = ({ by_day }: Counts) => by_day.map(({ day, gesture, samples: n }) => ({ day, of: gesture, n }));
  return {
    "labels-by-day": byDay(overview, labelled, QUALITY.noLabels),
    "predictions-by-day": byDay(overview, predicted, NO_SAMPLES),
  };
}

function byDay(overview: Overview, countsOf: (of: Counts) => DayCount[], nothing: string): FigureContent | string {
  const { labels } = overview;
  const counts = countsOf(overview);
  if (counts.length === 0) return nothing;
  const sums = labels.map((label) => counts.filter(({ of }) => of === label).reduce((sum, { n }) => sum + n, 0));
  const all = sums.reduce((sum, n) => sum + n, 0);
  const most = Math.max(...sums);
  const days = allDays(counts.map(({ day }) => day)).length;
  const other = partOf(overview, countsOf);
  const summary = USE.byDay(all, days, wordsFor(labels[sums.indexOf(most)] ?? ""), most);
  return stackedByDay(counts, columnsOf(labels), `${summary}${said(other, sumOrNull, number)}`, other);
}

function columnsOf(labels: readonly string[]) {
  return labels.map((of) => ({ of, name: wordsFor(of) }));
}
