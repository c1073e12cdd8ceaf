/** The viewer's own sessions, the newest of all time: compared with nothing. */

import { wordsFor } from "../../shared/gestures";
import { make } from "../../ui/make";
import type { Overview } from "../answers";
import { moment, number } from "../format";
import { makeTable, numberCell, textCell } from "../table";
import { USE } from "./words";

/** One's own openings of the page, or what to do to have some. */
export function sessions(yours: Overview["your_sessions"]): HTMLElement {
  if (yours === null) return empty(USE.logIn);
  if (yours.length === 0) return empty(USE.noSessions);
  const words = (gestures: (typeof yours)[number]["gestures"]): string =>
    Object.entries(gestures)
      .map(([label, n]) => `${wordsFor(label)} ${number(n)}`)
      .join(", ");
  return makeTable(document, {
    headings: USE.sessionHeadings,
    rows: yours.map(({ started_at, samples, gestures }) => [
      textCell(moment(started_at)),
      numberCell(number(samples), samples),
      textCell(words(gestures)),
    ]),
  });
}

function empty(words: string): HTMLElement {
  return make("p", { className: "empty", textContent: words });
}
