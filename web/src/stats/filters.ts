/** Which samples the stats page counts: an address in, the filters in it out, and back. */

export interface Filters {
  /** null: the model in use. */
  readonly model: string | null;
  /** Days in UTC as YYYY-MM-DD, both inclusive. */
  readonly from: string | null;
  readonly to: string | null;
  readonly device: string | null;
  readonly label_source: "prompted" | "corrected" | null;
  /** Everybody weighs the same, however much they did. */
  readonly peopleEqual: boolean;
}

export const ALL: Filters = { model: null, from: null, to: null, device: null, label_source: null, peopleEqual: false };

/** The filters in the query of an address; what is not one is left out. */
export function readFilters(query: string): Filters {
  const given = new URLSearchParams(query);
  const label_source = given.get("label_source");
  return {
    model: given.get("model") || null,
    from: dayOf(given.get("from")),
    to: dayOf(given.get("to")),
    device: given.get("device") || null,
    label_source: label_source === "prompted" || label_source === "corrected" ? label_source : null,
    peopleEqual: given.get("people") === "equal",
  };
}

/** The same as a query, for the page's address and for the server, always in one order; empty: nothing is filtered. */
export function queryOf(filters: Filters, more: Readonly<Record<string, string>> = {}): string {
  const given = new URLSearchParams();
  for (const name of ["model", "from", "to", "device", "label_source"] as const) {
    const value = filters[name];
    if (value !== null) given.set(name, value);
  }
  if (filters.peopleEqual) given.set("people", "equal");
  for (const [name, value] of Object.entries(more)) given.set(name, value);
  const query = given.toString();
  return query === "" ? "" : `?${query}`;
}

function dayOf(value: string | null): string | null {
  return value !== null && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : null;
}
