/** Who uses it: people in each half hour of today, and minutes of use by person and day. */

import type { Activity } from "../answers";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { dayWords, number } from "../format";
import { type Cell, numberCell, textCell } from "../table";
import { many, ONLINE } from "../words";
import { beside, besideDays, type Compared, said } from "./compared";
import { USE } from "./words";

export function usageFigures(activity: Activity) {
  return { active: activeToday(activity), minutes: minutesOfUse(activity) };
}

function activeToday(activity: Activity): FigureContent | string {
  const { half_hours, zone } = activity;
  const most = mostOf(activity);
  if (most.people === 0) return USE.nobodyToday(zone);
  const names = half_hours.map(({ start }) => clock(start));
  const values = half_hours.map(({ people }) => people);
  const other = onThatDay(activity);
  const then = beside(
    other,
    half_hours,
    (compared, { start }) => compared.half_hours.find((each) => clock(each.start) === clock(start))?.people,
  );
  const mostThen = said(other, (compared) => mostOf(compared).people, USE.atOnce);
  const series = [{ name: USE.people, values }, ...then.series];
  return {
    summary: `${USE.most(most.people, clock(most.start), zone)}${mostThen}`,
    charts: [{ title: "", kind: "bars", unit: "count", x: { kind: "names", names }, series }],
    table: {
      headings: [...USE.todayHeadings, ...then.heading(USE.people)],
      rows: half_hours.map(({ start, people }, i) => [
        textCell(clock(start)),
        numberCell(number(people), people),
        ...then.cell(i, (n) => numberCell(number(n), n)),
      ]),
    },
  };
}

type Day = Pick<Activity, "day" | "half_hours">;

/** Today is compared with one day: that which is as many days earlier as the time before. */
function onThatDay({ compared, compared_with }: Activity): Compared<Day> {
  const isKnown = compared !== null && mostOf(compared).people > 0;
  const days = compared === null ? {} : { from: compared.day, to: compared.day };
  return {
    compared: isKnown ? compared : null,
    compared_with: compared_with === null ? null : { ...compared_with, ...days },
  };
}

function mostOf({ half_hours }: Day): Activity["half_hours"][number] {
  return half_hours.reduce((a, b) => (b.people > a.people ? b : a), { start: "", people: 0 });
}

type Minutes = Pick<Activity, "usage" | "usage_from" | "usage_to">;

/**
 * A row for each person, the busiest first; a column for each day, the newest first: on a phone others are a scroll
 * away. What is compared with is of all people: who has no name has another number there.
 */
function minutesOfUse(activity: Activity): FigureContent | string {
  const { usage, usage_from: from, usage_to: to } = activity;
  if (usage.length === 0 || from === null || to === null) return USE.nobody;
  const days = allDays([from, to]).reverse();
  const most = Math.max(...usage.flatMap(({ minutes }) => minutes));
  const people = usage
    .map(({ person, yours, minutes }) => ({
      name: yours ? ONLINE.you(person) : person,
      minutes: [...minutes].reverse(),
      sum: minutes.reduce((sum, n) => sum + n, 0),
    }))
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
  const all = sumOf(activity) ?? 0;
  const then = besideDays(activity, days, sumOf);
  const everybody = then.series.flatMap(({ name, values }) => [
    minutesRow(
      ONLINE.everybody,
      all,
      days.map((day) => sumOf(activity, day)),
    ),
    minutesRow(
      `${ONLINE.everybody}, ${name}`,
      values.reduce<number>((sum, n) => sum + (n ?? 0), 0),
      values,
    ),
  ]);
  return {
    summary: `${USE.minutes(people.length, all, days.length)}${said(activity, sumOf, (n) => many(n, "minute"))}`,
    charts: [],
    table: {
      headings: [...USE.minuteHeadings, ...days.map(dayWords)],
      rows: [...everybody, ...people.map(({ name, minutes, sum }) => minutesRow(name, sum, minutes, most))],
    },
  };
}

/** Of all people, on one day or on all; null where nobody was there on any. */
function sumOf({ usage, usage_from: from, usage_to: to }: Minutes, wanted?: string): number | null {
  if (usage.length === 0 || from === null || to === null) return null;
  const place = wanted === undefined ? null : allDays([from, to]).indexOf(wanted);
  const minutes = usage.flatMap((each) => (place === null ? each.minutes : [each.minutes[place] ?? 0]));
  return minutes.reduce((sum, n) => sum + n, 0);
}

/** Shaded by how near to `most` they are. */
function minutesRow(name: string, sum: number, minutes: readonly (number | null)[], most?: number): Cell[] {
  const cells = minutes.map((n) => {
    if (n === null || n === 0) return numberCell("", 0);
    return numberCell(number(n), n, most === undefined ? {} : { shade: n / most });
  });
  return [textCell(name), numberCell(number(sum), sum), ...cells];
}

/** The time of day of an ISO time, in the zone whose offset it carries. */
function clock(iso: string): string {
  return iso.slice(11, 16);
}
