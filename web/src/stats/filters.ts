/** Which samples the stats page counts: the same names in the page's address, in its form and on the server. */

import type { paths } from "../api/schema";
import { dayOf, daysBefore } from "./days";

/** What the server is asked; what is left out filters nothing, and without a model the current one is meant. */
export type Query = Omit<NonNullable<paths["/api/stats"]["get"]["parameters"]["query"]>, "zone">;

/** How many days there are to choose from, today the last of them. */
export const PERIODS = ["1", "7", "28", "90", "all"] as const;
export type Period = (typeof PERIODS)[number];

/** What a person chose. `days` is there only without `from` and `to`, and moves on with the days. */
export type Filters = Query & Cell & { readonly days?: Period };
/** Which mistakes are looked at; all other figures are of all labels and predictions. */
export interface Cell {
  readonly label?: string;
  readonly predicted?: string;
}

const USUAL: Period = "28";
/** What a period is compared with unless a person chose a model. */
const PREVIOUS = "previous";

const IS_ONE: Readonly<Record<keyof Filters, (value: string) => boolean>> = {
  days: (value) => value !== USUAL && PERIODS.some((period) => period === value),
  from: isDay,
  to: isDay,
  model: isName,
  device_class: (value) => value === "computer" || value === "handheld",
  device: isName,
  label_source: (value) => value === "corrected" || value === "both",
  people: (value) => value === "equal",
  compare: (value) => isName(value) && value !== PREVIOUS,
  label: isName,
  predicted: isName,
};
export const FILTER_NAMES = Object.keys(IS_ONE) as readonly (keyof Filters)[];

/** The filters in the query of an address or in a form, always in one order; what is not one is left out. */
export function filtersIn(given: URLSearchParams | FormData): Filters {
  const values = FILTER_NAMES.map((name) => [name, given.get(name)] as const);
  const { days, ...others }: Filters = Object.fromEntries(
    values.filter(([name, value]) => typeof value === "string" && IS_ONE[name](value)),
  );
  const isBounded = others.from !== undefined || others.to !== undefined;
  return days === undefined || isBounded ? others : { days, ...others };
}

/** The last days up to today that are meant; null: other days, which `from` and `to` say. */
export function periodOf({ days, from, to }: Filters): Period | null {
  return from === undefined && to === undefined ? (days ?? USUAL) : null;
}

/** What the server is asked on that day, which is UTC's. */
export function queryFor(filters: Filters, now: Date): Query {
  const { days: _, label: __, predicted: ___, ...others } = filters;
  const period = periodOf(filters);
  if (period === "all") return others;
  if (period === null) return { ...(others.from === undefined ? {} : { compare: PREVIOUS }), ...others };
  const today = dayOf(now);
  return { from: daysBefore(today, Number(period) - 1), to: today, compare: PREVIOUS, ...others };
}

/** The same without what only says which mistakes are looked at. */
export function withoutCell({ label: _, predicted: __, ...others }: Filters): Filters {
  return others;
}

function isDay(value: string): boolean {
  const time = /^2\d{3}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
  // Some browsers take the 30th of February for a day of March.
  return !Number.isNaN(time) && dayOf(new Date(time)) === value;
}

/** The server takes no longer one. */
function isName(value: string): boolean {
  return value !== "" && value.length <= 300;
}
