/** "Right now" and "Your sessions": the overview in; totals, the newest sample and one's own sessions out. */

import { wordsFor } from "../../shared/gestures";
import type { Overview } from "../../shared/stats/overview";
import { make } from "../../ui/make";
import { figure, makeTable, said } from "../table";
import { basis, interval, percent } from "../words";

/** The figures that say most, as terms for a list. */
export function totals({ totals, report, latestSampleAt }: Overview): HTMLElement[] {
  const figures: [string, string, string][] = [
    ["Samples", totals.samples.toLocaleString(), ""],
    ["People", totals.users.toLocaleString(), ""],
    ["Sessions", totals.sessions.toLocaleString(), ""],
    ["Accuracy", percent(report.accuracy.rate), `${interval(report.accuracy)} of ${basis(report.accuracy)}`.trim()],
    ["Newest sample", latestSampleAt === null ? "none yet" : moment(latestSampleAt), ""],
  ];
  return figures.map(([name, value, more]) =>
    make(
      "div",
      {},
      make("dt", { textContent: name }),
      make("dd", { textContent: value }),
      ...(more === "" ? [] : [make("dd", { className: "hint", textContent: more })]),
    ),
  );
}

/** One's own openings of the page, or what to do to have some. */
export function sessions(yours: Overview["yourSessions"]): HTMLElement {
  if (yours === null) return empty("Log in on the recognition page to see your own sessions here.");
  if (yours.length === 0) return empty("You have no sessions with samples yet.");
  return makeTable(document, {
    headings: ["Started", "Samples", "Gestures named"],
    rows: yours.map(({ startedAt, samples, gestures }) => [
      said(new Date(startedAt).toLocaleString()),
      figure(samples.toLocaleString(), samples),
      said(
        Object.entries(gestures)
          .map(([label, n]) => `${wordsFor(label)} ${n}`)
          .join(", "),
      ),
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
