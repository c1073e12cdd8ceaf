/** Which model may answer: the gate's decisions in, a table with their reasons out. */

import type { Decisions } from "../../shared/stats/decisions";
import type { FigureContent } from "../figure";
import { said } from "../table";
import { many } from "../words";

/** The newest decision first; a refused model has the checks that it failed beside it. Null: there is none. */
export function decisionsContent({ decisions }: Decisions): FigureContent | null {
  const [newest] = decisions;
  if (newest === undefined) return null;
  const refused = decisions.filter(({ verdict }) => verdict === "refused").length;
  return {
    summary: `${newest.challenger} was ${newest.verdict} last; ${refused} of ${many(decisions.length, "model")} were refused.`,
    charts: [],
    table: {
      headings: ["When", "New model", "Against", "Verdict", "Reasons"],
      rows: decisions.map(({ at, challenger, champion, verdict, reasons }) => [
        said(new Date(at).toLocaleString()),
        said(challenger),
        said(champion),
        { text: verdict, className: verdict === "refused" ? "verdict-strong" : "verdict-some" },
        said(
          reasons
            .filter(({ passed }) => verdict === "promoted" || !passed)
            .map(({ words }) => words)
            .join(" "),
        ),
      ]),
    },
  };
}
