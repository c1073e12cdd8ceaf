/** Who uses it: activity in; a chart of today's half hours and a table of minutes per person and day out. */

import type { Activity } from "../../shared/stats/activity";
import type { FigureContent } from "../figure";
import { type Cell, figure, said } from "../table";
import { allDays, dayWords, many } from "../words";

/** People with a sample in each half hour of today. */
export function activeToday({ halfHours, zone }: Activity): FigureContent | null {
  const most = halfHours.reduce((a, b) => (b.people > a.people ? b : a), { start: "", people: 0 });
  if (most.people === 0) return null;
  const names = halfHours.map(({ start }) => clock(start));
  const values = halfHours.map(({ people }) => people);
  return {
    summary: `At most ${many(most.people, "person", "people")} at once today, from ${clock(most.start)} (${zone}).`,
    charts: [
      { title: "", kind: "bars", unit: "count", x: { kind: "names", names }, series: [{ name: "People", values }] },
    ],
    table: {
      headings: ["From", "People"],
      rows: halfHours.map(({ start, people }) => [said(clock(start)), figure(String(people), people)]),
    },
  };
}

/** Minutes of use: a row for each person, a column for each day; null: nobody was there. */
export function usageTable({ usage, usageFrom, usageTo }: Activity): FigureContent | null {
  if (usage.length === 0 || usageFrom === null || usageTo === null) return null;
  // The newest first: on a phone the others are a scroll away.
  const days = allDays([usageFrom, usageTo]).reverse();
  const minutes = new Map(usage.map(({ day, person, minutes }) => [`${person} ${day}`, minutes]));
  const most = Math.max(...usage.map((each) => each.minutes));
  const yours = new Set(usage.filter((each) => each.yours).map(({ person }) => person));
  const people = [...new Set(usage.map(({ person }) => person))]
    .map((person) => {
      const each = days.map((day) => minutes.get(`${person} ${day}`) ?? 0);
      return { person, each, sum: each.reduce((sum, n) => sum + n, 0) };
    })
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
  const rows = people.map(({ person, each, sum }) => [
    said(yours.has(person) ? `${person} (you)` : person),
    figure(sum.toLocaleString(), sum),
    ...each.map((n): Cell => minutesCell(n, most)),
  ]);
  const all = people.reduce((sum, each) => sum + each.sum, 0);
  return {
    summary: `${many(people.length, "person", "people")} used it for ${many(all, "minute")} on ${many(days.length, "day")}.`,
    charts: [],
    table: { headings: ["Person", "All", ...days.map(dayWords)], rows },
  };
}

function minutesCell(n: number, most: number): Cell {
  return n === 0 ? figure("", 0) : figure(String(n), n, { shade: n / most });
}

/** The time of day of an ISO time, in the zone whose offset it carries. */
function clock(iso: string): string {
  return iso.slice(11, 16);
}
