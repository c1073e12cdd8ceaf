/** What the page shows, as its address says it: a tab, and which samples are counted. */

import { FILTER_NAMES, type Filters, filtersIn, withoutCell } from "./filters";

export const TABS = ["overview", "models", "usage", "quality", "speed", "learning", "mistakes"] as const;
export type Tab = (typeof TABS)[number];

export interface View {
  readonly tab: Tab;
  readonly filters: Filters;
}

/** What the query of an address means; what it does not know is left out. */
export function viewIn(query: URLSearchParams): View {
  const tab = TABS.find((name) => name === query.get("tab")) ?? TABS[0];
  return viewOf(tab, filtersIn(query));
}

/** A tab with these filters, without those that say nothing there. */
export function viewOf(tab: Tab, filters: Filters): View {
  return { tab, filters: tab === "mistakes" ? filters : withoutCell(filters) };
}

/** The same as the query of an address; empty: the first tab, with nothing chosen. */
export function queryOf({ tab, filters }: View): string {
  const query = new URLSearchParams(tab === TABS[0] ? {} : { tab });
  for (const name of FILTER_NAMES) {
    const value = filters[name];
    if (value !== undefined) query.append(name, value);
  }
  return query.size === 0 ? "" : `?${query}`;
}
