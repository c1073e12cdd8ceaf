/** How the predictions of a challenger, which answers unseen, differ from the champion's. */

import { wordsFor } from "../../../shared/gestures";
import type { Shadow } from "../../answers";
import type { FigureContent } from "../../figure";
import { number, percent } from "../../format";
import { numberCell, percentCell, textCell } from "../../table";
import { interval, needs } from "../../words";
import { largestOffDiagonal, matrixChart, matrixTable } from "../matrix";
import { SHADOW } from "../words";

export function shadowFigures(shadow: Shadow) {
  return { compared: compared(shadow), differences: differences(shadow) };
}

/** One pair of models a row. */
function compared({ pairs, challenger, enough }: Shadow): FigureContent | string {
  const [first] = pairs;
  if (first === undefined) {
    return challenger === null ? SHADOW.none : SHADOW.noFrames;
  }
  const rate =
    first.rate === null ? needs(enough, first.compared, "frame") : SHADOW.rate(percent(first.rate), interval(first));
  return {
    summary: SHADOW.summary(first, rate, challenger !== null),
    charts: [],
    table: {
      headings: SHADOW.headings,
      rows: pairs.map((pair) => [
        textCell(pair.challenger),
        textCell(pair.champion),
        numberCell(number(pair.compared), pair.compared),
        numberCell(number(pair.disagreed), pair.disagreed),
        percentCell(pair.rate),
        numberCell(interval(pair)),
        numberCell(number(pair.right.challenger), pair.right.challenger),
        numberCell(number(pair.right.champion), pair.right.champion),
        numberCell(number(pair.right.neither), pair.right.neither),
      ]),
    },
  };
}

/** What the newest pair's models predicted where they differed. */
function differences({ pairs: [first] }: Shadow): FigureContent | string {
  const most = first === undefined ? null : largestOffDiagonal(first.kept);
  if (first === undefined || most === null) return SHADOW.noDifference;
  return {
    summary: SHADOW.difference(first, most.row, most.column, most.n),
    charts: [matrixChart(first.kept, SHADOW.relation, false)],
    table: matrixTable(first.kept, SHADOW.champion, (label) => SHADOW.ofChallenger(wordsFor(label))),
  };
}
