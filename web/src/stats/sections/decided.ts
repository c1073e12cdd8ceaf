/** Which model may answer: the gate's decisions and roll-backs in, a table with their reasons out. */

import type { Decisions } from "../../shared/stats/decisions";
import type { FigureContent } from "../figure";
import { type Cell, said } from "../table";
import { many } from "../words";

/** The newest decision first; a refused model has the checks that it failed beside it. Null: there is none. */
export function decisionsContent({ decisions, rollBacks }: Decisions): FigureContent | null {
  const rows = [...decisions.map(decided), ...rollBacks.map(takenBack)].sort((a, b) => b.at - a.at);
  if (rows.length === 0) return null;
  return {
    summary: [...summaryOf(decisions), ...rollBacks.slice(0, 1).map(rollBackWords)].join(" "),
    charts: [],
    table: {
      headings: ["When", "New model", "Against", "Verdict", "Reasons"],
      rows: rows.map(({ cells }) => cells),
    },
  };
}

interface Row {
  readonly at: number;
  readonly cells: readonly Cell[];
}

function decided({ at, challenger, champion, verdict, reasons }: Decisions["decisions"][number]): Row {
  const told = reasons.filter(({ passed }) => verdict === "promoted" || !passed).map(({ words }) => words);
  return row(at, challenger, champion, verdict, told.join(" "));
}

function takenBack({ at, from, to, why }: Decisions["rollBacks"][number]): Row {
  return row(at, from, to, "rolled back", `The server took it back by itself: ${why}`);
}

function row(at: string, model: string, against: string, verdict: string, why: string): Row {
  const className = verdict === "promoted" ? "verdict-some" : "verdict-strong";
  const when = new Date(at);
  const cells = [said(when.toLocaleString()), said(model), said(against), { text: verdict, className }, said(why)];
  return { at: when.getTime(), cells };
}

function summaryOf(decisions: Decisions["decisions"]): string[] {
  const [newest] = decisions;
  if (newest === undefined) return [];
  const refused = decisions.filter(({ verdict }) => verdict === "refused").length;
  const all = many(decisions.length, "model");
  return [`${newest.challenger} was ${newest.verdict} last; ${refused} of ${all} were refused.`];
}

function rollBackWords({ from, to }: Decisions["rollBacks"][number]): string {
  return `The server went back from ${from} to ${to}, because pages said that it does not work.`;
}
