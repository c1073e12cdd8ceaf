/** How the predictions of a challenger, which answers unseen, differ from the champion's. */

import { wordsFor } from "../../../shared/gestures";
import type { Shadow } from "../../answers";
import type { FigureContent } from "../../figure";
import { number, percent } from "../../format";
import { numberCell, percentCell, textCell } from "../../table";
import { interval, needs } from "../../words";
import { ALONE, beside, said } from "../compared";
import { largestOffDiagonal, matrixChart, matrixTable } from "../matrix";
import { SHADOW } from "../words";

type Pair = Shadow["pairs"][number];

export function shadowFigures(shadow: Shadow) {
  return { compared: compared(shadow), differences: differences(shadow) };
}

/** One pair of models a row. Where the two differ is not compared: what was kept of either time are a few images. */
function compared(shadow: Shadow): FigureContent | string {
  const { pairs, challenger, enough } = shadow;
  const [first] = pairs;
  if (first === undefined) {
    return challenger === null ? SHADOW.none : SHADOW.noFrames;
  }
  const rate =
    first.rate === null ? needs(enough, first.compared, "frame") : SHADOW.rate(percent(first.rate), interval(first));
  const rateOf = ({ pairs: all }: Pick<Shadow, "pairs">, pair: Pair): number | null | undefined =>
    all.find((other) => other.champion === pair.champion && other.challenger === pair.challenger)?.rate;
  const then = beside(shadow, pairs, rateOf);
  const rateThen = said(shadow, (before) => rateOf(before, first), percent);
  return {
    summary: `${SHADOW.summary(first, rate, challenger !== null)}${rateThen}`,
    charts: [],
    table: {
      headings: [...SHADOW.headings, ...then.heading(SHADOW.rateOf)],
      rows: pairs.map((pair, i) => [
        textCell(pair.challenger),
        textCell(pair.champion),
        numberCell(number(pair.compared), pair.compared),
        numberCell(number(pair.disagreed), pair.disagreed),
        percentCell(pair.rate),
        numberCell(interval(pair)),
        numberCell(number(pair.right.challenger), pair.right.challenger),
        numberCell(number(pair.right.champion), pair.right.champion),
        numberCell(number(pair.right.neither), pair.right.neither),
        ...then.cell(i, percentCell),
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
    table: matrixTable(first.kept, SHADOW.champion, (label) => SHADOW.ofChallenger(wordsFor(label)), ALONE),
  };
}
