/** Accuracy of all gestures together by day, with the days on which another model came. */

import type { Overview } from "../answers";
import { allDays, dayOf } from "../days";
import type { FigureContent } from "../figure";
import { dayWords, percent } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { interval, needs, ofAll, PROGRESS } from "../words";

export function accuracyByDay({ accuracy_by_day: labelled, switches, report }: Overview): FigureContent | string {
  if (labelled.length === 0) return PROGRESS.noLabels;
  const days = allDays([...labelled.map(({ day }) => day), ...switches.map(({ at }) => dayOf(new Date(at)))]);
  const found = new Map(labelled.map((row) => [row.day, row]));
  const of = (key: "rate" | "low" | "high") => days.map((day) => found.get(day)?.[key] ?? null);
  const known = labelled.filter(({ rate }) => rate !== null);
  const marks = switches.map(({ at, what, after }) => ({
    day: dayOf(new Date(at)),
    words: PROGRESS.switched(what, after ?? ""),
  }));
  const most = Math.max(...labelled.map(({ n }) => n));
  const [first, last] = [known[0], known.at(-1)];
  const series = [{ name: PROGRESS.accuracy, values: of("rate"), low: of("low"), high: of("high"), ink: 0 }];
  return {
    summary:
      first === undefined || last === undefined
        ? `${needs(report.enough, most, "label")} ${PROGRESS.onADay}`
        : PROGRESS.fromTo(percent(first.rate), dayWords(first.day), percent(last.rate), dayWords(last.day)),
    charts:
      known.length === 0 ? [] : [{ kind: "lines", title: "", unit: "share", x: { kind: "days", days }, series, marks }],
    table: {
      headings: PROGRESS.headings,
      rows: [...days].reverse().map((day) => {
        const row = found.get(day);
        const changed = marks.filter((mark) => mark.day === day).map(({ words }) => words);
        return [
          { ...textCell(day), choice: { from: day, to: day } },
          percentCell(row?.rate ?? null),
          numberCell(row === undefined ? "" : interval(row)),
          numberCell(row === undefined ? "" : ofAll(row), row?.n ?? 0),
          textCell(changed.join("; ")),
        ];
      }),
    },
  };
}
