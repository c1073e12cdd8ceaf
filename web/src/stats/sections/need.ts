/** Recall of each gesture, the one that needs work most first. */

import { wordsFor } from "../../shared/gestures";
import type { Overview } from "../answers";
import type { FigureContent } from "../figure";
import { percent } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { interval, NEED, ofAll } from "../words";
import { beside, said } from "./compared";

type Gesture = Overview["report"]["per_gesture"][number];

export function recallByNeed(overview: Overview): FigureContent | string {
  const { report } = overview;
  const seen = report.per_gesture.filter(({ recall }) => recall.n > 0).sort(byNeed);
  if (seen.length === 0) return NEED.noLabels;
  const recallOf = (compared: Pick<Overview, "report">, { gesture }: Gesture): number | null | undefined =>
    compared.report.per_gesture.find((each) => each.gesture === gesture)?.recall.rate;
  const then = beside(overview, seen, recallOf);
  const first = seen[0] as Gesture;
  const summary =
    first.recall.rate === null
      ? NEED.tooFew(report.enough)
      : NEED.worst(wordsFor(first.gesture), percent(first.recall.rate));
  return {
    summary: `${summary}${said(overview, (compared) => recallOf(compared, first), percent)}`,
    charts: [
      {
        kind: "rows",
        title: "",
        unit: "share",
        points: [{ name: NEED.recall }, ...then.points],
        rows: seen.map(({ gesture, recall }, i) => ({
          name: wordsFor(gesture),
          note: recall.rate === null ? NEED.few(recall.n) : percent(recall.rate, 0),
          values: [recall.rate, ...then.at(i)],
          low: recall.low,
          high: recall.high,
          choice: { label: gesture },
        })),
      },
    ],
    table: {
      headings: [...NEED.headings, ...then.heading(NEED.recall)],
      rows: seen.map(({ gesture, recall }, i) => [
        { ...textCell(wordsFor(gesture)), choice: { label: gesture } },
        percentCell(recall.rate),
        numberCell(interval(recall)),
        numberCell(ofAll(recall), recall.n),
        ...then.cell(i, percentCell),
      ]),
    },
  };
}

/** The lowest rate first; where there is none, nobody knows the need. */
function byNeed({ recall: a }: Gesture, { recall: b }: Gesture): number {
  return (a.rate ?? 2) - (b.rate ?? 2) || b.n - a.n;
}
