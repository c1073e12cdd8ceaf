/** The first screen's figures: how many labelled samples were correct, and what has changed. */

import { make } from "../../ui/make";
import type { Overview } from "../answers";
import { difference, percent, points } from "../format";
import { needsOf, OVERVIEW } from "../words";
import { nameOf } from "./compared";

/** The accuracy, large, with all that is needed to judge it. */
export function accuracyContent(overview: Overview): HTMLElement[] {
  const { report, change, compared_with: compared } = overview;
  const { accuracy } = report;
  const parts: HTMLElement[] = [make("p", { className: "big", textContent: percent(accuracy.rate) })];
  if (accuracy.rate === null) return [...parts, make("p", { className: "hint", textContent: `${needsOf(report)}.` })];
  parts.push(
    make("p", { textContent: OVERVIEW.interval(accuracy) }),
    make("p", { className: "hint", textContent: OVERVIEW.correct(accuracy) }),
  );
  if (compared !== null) parts.push(changeContent(change, nameOf(overview)));
  return parts;
}

/** A change whose interval holds 0 may be chance, and is not called one. */
function changeContent(change: Overview["change"], before: string): HTMLElement {
  if (change === null) return make("p", { className: "hint", textContent: OVERVIEW.noChange(before) });
  const { low, high } = change;
  const by = points(change.difference);
  if (low > 0) return make("p", { className: "change better", textContent: `▲ ${OVERVIEW.better(by, before)}` });
  if (high < 0) return make("p", { className: "change worse", textContent: `▼ ${OVERVIEW.worse(by, before)}` });
  return make("p", {
    className: "change",
    textContent: `≈ ${OVERVIEW.same(difference(low), difference(high), before)}`,
  });
}
