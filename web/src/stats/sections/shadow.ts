/** How the predictions of a challenger, which answers unseen, differ from the champion's. */

import { wordsFor } from "../../shared/gestures";
import type { Shadow } from "../answers";
import type { FigureContent } from "../figure";
import { percent } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { INTERVAL, interval, many, needs } from "../words";
import { largestOffDiagonal, matrixChart, matrixTable } from "./matrix";

export function shadowFigures(shadow: Shadow) {
  return { compared: compared(shadow), differences: differences(shadow) };
}

/** One pair of models a row. */
function compared({ pairs, challenger, enough }: Shadow): FigureContent | string {
  const [first] = pairs;
  if (first === undefined) {
    return challenger === null
      ? "No model runs in shadow."
      : "A model runs in shadow, and no frame that it answered has come in yet.";
  }
  const rate = first.rate === null ? needs(enough, first.compared, "frame") : percentWords(first);
  const frames = `${first.disagreed.toLocaleString()} of ${many(first.compared, "frame")}`;
  const now = challenger === null ? " Nothing is compared just now." : "";
  return {
    summary: `${first.challenger} disagreed with ${first.champion} in ${frames}. ${rate}.${now}`,
    charts: [],
    table: {
      headings: [
        "Challenger",
        "Champion",
        "Frames",
        "Disagreements",
        "Rate",
        INTERVAL,
        "Labelled: challenger correct",
        "Labelled: champion correct",
        "Labelled: neither",
      ],
      rows: pairs.map((pair) => [
        textCell(pair.challenger),
        textCell(pair.champion),
        numberCell(pair.compared.toLocaleString(), pair.compared),
        numberCell(pair.disagreed.toLocaleString(), pair.disagreed),
        percentCell(pair.rate),
        numberCell(interval(pair)),
        numberCell(String(pair.right.challenger)),
        numberCell(String(pair.right.champion)),
        numberCell(String(pair.right.neither)),
      ]),
    },
  };
}

/** What the newest pair's models predicted where they differed. */
function differences({ pairs: [first] }: Shadow): FigureContent | string {
  const most = first === undefined ? null : largestOffDiagonal(first.kept);
  if (first === undefined || most === null) return "No image was kept on which two models differ.";
  const predicted = `${first.champion} predicted ${most.row} and ${first.challenger} ${most.column}`;
  return {
    summary: `Most often ${predicted} (${many(most.n, "image")}).`,
    charts: [matrixChart(first.kept, "for the champion, for the challenger", false)],
    table: matrixTable(first.kept, "Champion", (label) => `Challenger: ${wordsFor(label)}`),
  };
}

function percentWords(pair: Shadow["pairs"][number]): string {
  return `Rate ${percent(pair.rate)} (${interval(pair)})`;
}
