/** Totals, and the viewer's own sessions. */

import { wordsFor } from "../../shared/gestures";
import { make } from "../../ui/make";
import type { Overview } from "../answers";
import { percent } from "../format";
import { makeTable, numberCell, textCell } from "../table";
import { basis, interval, needsOf } from "../words";

/** Terms with their figures, for a list. */
export function totals({
  totals: { samples, users, sessions },
  report,
  latest_sample_at: latest,
}: Overview): HTMLElement[] {
  const { accuracy } = report;
  const figures: [name: string, value: string, more?: string][] = [
    ["Samples", samples.toLocaleString()],
    ["People", users.toLocaleString()],
    ["Sessions", sessions.toLocaleString()],
    [
      "Accuracy",
      percent(accuracy.rate),
      accuracy.rate === null ? needsOf(report) : `${interval(accuracy)}, ${basis(accuracy)}`,
    ],
    ["Newest sample", latest === null ? "none yet" : moment(latest)],
  ];
  return figures.map(([name, value, more]) =>
    make(
      "div",
      {},
      make("dt", { textContent: name }),
      make("dd", { textContent: value }),
      ...(more === undefined ? [] : [make("dd", { className: "hint", textContent: more })]),
    ),
  );
}

/** One's own openings of the page, or what to do to have some. */
export function sessions(yours: Overview["your_sessions"]): HTMLElement {
  if (yours === null) return empty("Log in on the recognition page to see your own sessions here.");
  if (yours.length === 0) return empty("You have no sessions with samples yet.");
  const words = (gestures: (typeof yours)[number]["gestures"]): string =>
    Object.entries(gestures)
      .map(([label, n]) => `${wordsFor(label)} ${n}`)
      .join(", ");
  return makeTable(document, {
    headings: ["Started", "Samples", "Predicted"],
    rows: yours.map(({ started_at, samples, gestures }) => [
      textCell(new Date(started_at).toLocaleString()),
      numberCell(samples.toLocaleString(), samples),
      textCell(words(gestures)),
    ]),
  });
}

function empty(words: string): HTMLElement {
  return make("p", { className: "empty", textContent: words });
}

/** The time of day where it was today, else with its day. */
function moment(iso: string): string {
  const at = new Date(iso);
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  const isToday = at.toDateString() === new Date().toDateString();
  return at.toLocaleString(undefined, isToday ? time : { day: "numeric", month: "short", ...time });
}
