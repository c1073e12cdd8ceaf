/** Accuracy of all gestures together by day, with the days on which another model came. */

import type { Overview } from "../answers";
import { dayOf } from "../days";
import type { FigureContent } from "../figure";
import { dayWords, percent } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { interval, needs, ofAll, PROGRESS } from "../words";
import { besideDays, daysOfBoth, said } from "./compared";

type Days = Pick<Overview, "accuracy_by_day">;

export function accuracyByDay(overview: Overview): FigureContent | string {
  const { accuracy_by_day: labelled, switches, report } = overview;
  if (labelled.length === 0) return PROGRESS.noLabels;
  const seen = [...labelled.map(({ day }) => day), ...switches.map(({ at }) => dayOf(new Date(at)))];
  const days = daysOfBoth(overview, seen, (compared) => compared.accuracy_by_day.map(({ day }) => day));
  const then = besideDays(overview, days, (compared, day) => rateOn(compared, day));
  const found = new Map(labelled.map((row) => [row.day, row]));
  const of = (key: "rate" | "low" | "high") => days.map((day) => found.get(day)?.[key] ?? null);
  const marks = switches.map(({ at, what, after }) => ({
    day: dayOf(new Date(at)),
    words: PROGRESS.switched(what, after ?? ""),
  }));
  const most = Math.max(...labelled.map(({ n }) => n));
  const course = courseOf(overview);
  const series = [
    { name: PROGRESS.accuracy, values: of("rate"), low: of("low"), high: of("high"), ink: 0 },
    ...then.series,
  ];
  return {
    summary:
      course === null
        ? `${needs(report.enough, most, "label")} ${PROGRESS.onADay}`
        : `${PROGRESS.fromTo(course)}${said(overview, courseOf, PROGRESS.wasFromTo)}`,
    charts:
      course === null ? [] : [{ kind: "lines", title: "", unit: "share", x: { kind: "days", days }, series, marks }],
    isFolded: true,
    table: {
      headings: [...PROGRESS.headings, ...then.heading(PROGRESS.accuracy)],
      rows: [...days].reverse().map((day) => {
        const row = found.get(day);
        const changed = marks.filter((mark) => mark.day === day).map(({ words }) => words);
        return [
          { ...textCell(day), choice: { from: day, to: day } },
          percentCell(row?.rate ?? null),
          numberCell(row === undefined ? "" : interval(row)),
          numberCell(row === undefined ? "" : ofAll(row), row?.n ?? 0),
          textCell(changed.join("; ")),
          ...then.cell(days.indexOf(day), percentCell),
        ];
      }),
    },
  };
}

function rateOn({ accuracy_by_day: all }: Days, wanted: string): number | null | undefined {
  return all.find(({ day }) => day === wanted)?.rate;
}

/** From the first day that has enough labels to the last one; null: none has. */
function courseOf({ accuracy_by_day: all }: Days): string | null {
  const known = all.filter(({ rate }) => rate !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return null;
  return PROGRESS.course(percent(first.rate), dayWords(first.day), percent(last.rate), dayWords(last.day));
}
