/** Which samples the stats page counts: an address in, the filters in it out, and back. */

export interface Filters {
  /** null: the model in use. */
  readonly model: string | null;
  /** Days in UTC as YYYY-MM-DD, both inclusive. */
  readonly from: string | null;
  readonly to: string | null;
  readonly device: string | null;
  readonly truth: "prompted" | "corrected" | null;
  /** Everybody weighs the same, however much they did. */
  readonly peopleEqual: boolean;
}

export const ALL: Filters = { model: null, from: null, to: null, device: null, truth: null, peopleEqual: false };

/** The filters in the query of an address; what is not one is left out. */
export function readFilters(query: string): Filters {
  const given = new URLSearchParams(query);
  const truth = given.get("truth");
  return {
    model: given.get("model") || null,
    from: dayOf(given.get("from")),
    to: dayOf(given.get("to")),
    device: given.get("device") || null,
    truth: truth === "prompted" || truth === "corrected" ? truth : null,
    peopleEqual: given.get("people") === "equal",
  };
}

/** The same as a query, for the page's address and for the server, always in one order; empty: nothing is filtered. */
export function queryOf(filters: Filters, more: Readonly<Record<string, string>> = {}): string {
  const given = new URLSearchParams();
  for (const name of ["model", "from", "to", "device", "truth"] as const) {
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
