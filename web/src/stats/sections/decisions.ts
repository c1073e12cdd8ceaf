/** Which models were promoted, refused or rolled back, and why. */

import type { Decisions } from "../answers";
import type { FigureContent } from "../figure";
import { type Cell, textCell } from "../table";
import { many } from "../words";

interface Row {
  readonly at: string;
  readonly cells: readonly Cell[];
}

/** The newest first; a refused model has only the checks that it failed beside it. */
export function decisionsContent({ decisions, roll_backs }: Decisions): FigureContent | string {
  const rows = [...decisions.map(decisionRow), ...roll_backs.map(rollBackRow)];
  if (rows.length === 0) return "No challenger has been compared with the champion yet.";
  rows.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return {
    summary: [...lastDecision(decisions), ...roll_backs.slice(0, 1).map(rollBackWords)].join(" "),
    charts: [],
    table: {
      headings: ["When", "Challenger", "Champion", "Verdict", "Reasons"],
      rows: rows.map(({ cells }) => cells),
    },
  };
}

function decisionRow({ at, challenger, champion, verdict, reasons }: Decisions["decisions"][number]): Row {
  const decisive = reasons.filter(({ passed }) => verdict === "promoted" || !passed).map(({ words }) => words);
  return row(at, challenger, champion, verdict, decisive.join(" "));
}

function rollBackRow({ at, from, to, why }: Decisions["roll_backs"][number]): Row {
  return row(at, from, to, "rolled back", `Automatic: ${why}`);
}

function row(at: string, challenger: string, champion: string, verdict: string, why: string): Row {
  const className = verdict === "promoted" ? "verdict-some" : "verdict-strong";
  const when = new Date(at).toLocaleString();
  const cells = [when, challenger, champion].map(textCell);
  return { at, cells: [...cells, { text: verdict, className }, textCell(why)] };
}

function lastDecision(decisions: Decisions["decisions"]): string[] {
  const [newest] = decisions;
  if (newest === undefined) return [];
  const refused = decisions.filter(({ verdict }) => verdict === "refused").length;
  return [`${newest.challenger} was ${newest.verdict} last; ${refused} of ${many(decisions.length, "model")} refused.`];
}

function rollBackWords({ from, to }: Decisions["roll_backs"][number]): string {
  return `Rolled back from ${from} to ${to}, because pages reported that it does not work.`;
}
