/** Recall of each gesture, the one that needs work most first. */

import { wordsFor } from "../../shared/gestures";
import type { Overview } from "../answers";
import type { FigureContent } from "../figure";
import { percent } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { interval, NEED, ofAll } from "../words";

type Gesture = Overview["report"]["per_gesture"][number];

export function recallByNeed({ report, compared }: Overview): FigureContent | string {
  const seen = report.per_gesture.filter(({ recall }) => recall.n > 0).sort(byNeed);
  if (seen.length === 0) return NEED.noLabels;
  const before = new Map(compared?.report.per_gesture.map(({ gesture, recall }) => [gesture, recall.rate]));
  const isCompared = seen.some(({ gesture }) => (before.get(gesture) ?? null) !== null);
  const first = seen[0] as Gesture;
  return {
    summary:
      first.recall.rate === null
        ? NEED.tooFew(report.enough)
        : NEED.worst(wordsFor(first.gesture), percent(first.recall.rate)),
    charts: [
      {
        kind: "rows",
        title: "",
        unit: "share",
        points: [{ name: NEED.now }, ...(isCompared ? [{ name: NEED.before, isReference: true }] : [])],
        rows: seen.map(({ gesture, recall }) => ({
          name: wordsFor(gesture),
          note: recall.rate === null ? NEED.few(recall.n) : percent(recall.rate, 0),
          values: [recall.rate, ...(isCompared ? [before.get(gesture) ?? null] : [])],
          low: recall.low,
          high: recall.high,
          choice: { label: gesture },
        })),
      },
    ],
    table: {
      headings: NEED.headings,
      rows: seen.map(({ gesture, recall }) => [
        { ...textCell(wordsFor(gesture)), choice: { label: gesture } },
        percentCell(recall.rate),
        numberCell(interval(recall)),
        numberCell(ofAll(recall), recall.n),
        percentCell(before.get(gesture) ?? null),
      ]),
    },
  };
}

/** The lowest rate first; where there is none, nobody knows the need. */
function byNeed({ recall: a }: Gesture, { recall: b }: Gesture): number {
  return (a.rate ?? 2) - (b.rate ?? 2) || b.n - a.n;
}
