/** Who uses it: people in each half hour of today, and minutes of use by person and day. */

import type { Activity } from "../answers";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { dayWords, number } from "../format";
import { type Cell, numberCell, textCell } from "../table";
import { ONLINE } from "../words";
import { USE } from "./words";

export function usageFigures(activity: Activity) {
  return { active: activeToday(activity), minutes: minutesOfUse(activity) };
}

function activeToday({ half_hours, zone }: Activity): FigureContent | string {
  const most = half_hours.reduce((a, b) => (b.people > a.people ? b : a), { start: "", people: 0 });
  if (most.people === 0) return USE.nobodyToday(zone);
  const names = half_hours.map(({ start }) => clock(start));
  const values = half_hours.map(({ people }) => people);
  return {
    summary: USE.most(most.people, clock(most.start), zone),
    charts: [
      { title: "", kind: "bars", unit: "count", x: { kind: "names", names }, series: [{ name: USE.people, values }] },
    ],
    table: {
      headings: USE.todayHeadings,
      rows: half_hours.map(({ start, people }) => [textCell(clock(start)), numberCell(number(people), people)]),
    },
  };
}

/** A row for each person, the busiest first; a column for each day, the newest first: on a phone others are a scroll away. */
function minutesOfUse({ usage, usage_from: from, usage_to: to }: Activity): FigureContent | string {
  if (usage.length === 0 || from === null || to === null) return USE.nobody;
  const days = allDays([from, to]).reverse();
  const found = new Map(usage.map(({ day, person, minutes }) => [`${person} ${day}`, minutes]));
  const most = Math.max(...usage.map(({ minutes }) => minutes));
  const yours = new Set(usage.filter((each) => each.yours).map(({ person }) => person));
  const people = [...new Set(usage.map(({ person }) => person))]
    .map((person) => {
      const minutes = days.map((day) => found.get(`${person} ${day}`) ?? 0);
      return { person, minutes, sum: minutes.reduce((sum, n) => sum + n, 0) };
    })
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
  const all = people.reduce((sum, each) => sum + each.sum, 0);
  return {
    summary: USE.minutes(people.length, all, days.length),
    charts: [],
    table: {
      headings: [...USE.minuteHeadings, ...days.map(dayWords)],
      rows: people.map(({ person, minutes, sum }) => [
        textCell(yours.has(person) ? ONLINE.you(person) : person),
        numberCell(number(sum), sum),
        ...minutes.map((n) => minutesCell(n, most)),
      ]),
    },
  };
}

function minutesCell(n: number, most: number): Cell {
  return n === 0 ? numberCell("", 0) : numberCell(number(n), n, { shade: n / most });
}

/** The time of day of an ISO time, in the zone whose offset it carries. */
function clock(iso: string): string {
  return iso.slice(11, 16);
}
