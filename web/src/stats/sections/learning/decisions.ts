/** Which models were promoted, refused or rolled back, when, and why: what happened is compared with nothing. */

import type { Decisions } from "../../answers";
import type { FigureContent } from "../../figure";
import { moment, NONE } from "../../format";
import { textCell } from "../../table";
import { LEARNING } from "../words";

type LearningEvent = Decisions["timeline"][number];
const LANES = {
  promoted: { ink: 0, shape: "circle" },
  published: { ink: 4, shape: "square2" },
  refused: { ink: 3, shape: "times" },
  "rolled back": { ink: 1, shape: "triangle2" },
} as const;

/** The newest first; a refused model has only the checks that it failed beside it. */
export function decisionsContent({ timeline }: Decisions): FigureContent | string {
  if (timeline.length === 0) return LEARNING.none;
  const count = (kind: LearningEvent["what"]): number => timeline.filter(({ what }) => what === kind).length;
  const kinds = (Object.keys(LANES) as LearningEvent["what"][]).filter((kind) => count(kind) > 0);
  return {
    summary: LEARNING.summary(count("published"), count("promoted"), count("refused"), count("rolled back")),
    charts: [
      {
        kind: "timeline",
        title: "",
        lanes: kinds.map((kind) => ({ name: LEARNING.lanes[kind], ...LANES[kind] })),
        events: [...timeline].reverse().map((event) => ({
          at: event.at,
          lane: LEARNING.lanes[event.what],
          words: [event.model_id, whyOf(event)].filter((words) => words !== "").join(": "),
        })),
      },
    ],
    events: timeline.map((event) => ({
      when: moment(event.at),
      what: LEARNING.event(event.what, event.model_id, event.before),
      why: whyOf(event),
      isBad: isBad(event),
    })),
    table: {
      headings: LEARNING.headings,
      rows: timeline.map((event) => [
        textCell(moment(event.at)),
        textCell(LEARNING.lanes[event.what]),
        textCell(event.model_id),
        textCell(event.before ?? NONE),
        textCell(whyOf(event)),
      ]),
    },
  };
}

function isBad({ what }: LearningEvent): boolean {
  return what === "refused" || what === "rolled back";
}

function whyOf({ what, why, reasons }: LearningEvent): string {
  const decisive = reasons.filter(({ passed }) => what !== "refused" || !passed).map(({ words }) => words);
  return [...(why === null ? [] : [why]), ...decisive].join(" ");
}
