/** Which samples the stats page counts: the same names in the page's address, in its form and on the server. */

import type { paths } from "../api/schema";

/** What is left out filters nothing; without a model the figures are those of the current one. */
export type Filters = Omit<NonNullable<paths["/api/stats"]["get"]["parameters"]["query"]>, "zone">;

const IS_ONE: Readonly<Record<keyof Filters, (value: string) => boolean>> = {
  model: (value) => value !== "",
  from: isDay,
  to: isDay,
  device: (value) => value !== "",
  label_source: (value) => value === "prompted" || value === "corrected",
  people: (value) => value === "equal",
};
export const FILTER_NAMES = Object.keys(IS_ONE) as readonly (keyof Filters)[];

/** The filters in the query of an address or in a form, always in one order; what is not one is left out. */
export function filtersIn(given: URLSearchParams | FormData): Filters {
  const values = FILTER_NAMES.map((name) => [name, given.get(name)] as const);
  return Object.fromEntries(values.filter(([name, value]) => typeof value === "string" && IS_ONE[name](value)));
}

/** The same as the query of an address; empty: nothing is filtered. */
export function queryOf(filters: Filters): string {
  const query = new URLSearchParams(Object.entries(filters)).toString();
  return query === "" ? "" : `?${query}`;
}

function isDay(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}
