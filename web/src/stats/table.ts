/** Tables: headings and rows of cells in; a table on the page, or the same as text for a file, out. */

import { csvOf } from "./csv";

export interface Cell {
  readonly text: string;
  /** What a file gets in its place: figures without words, rounding or signs of per cent. */
  readonly raw?: number | string | null;
  readonly className?: string;
  /** How strongly the cell is shaded, 0 … 1. */
  readonly shade?: number;
  /** How long the bar behind the cell's text is, 0 … 1. */
  readonly bar?: number;
}

export interface TableContent {
  readonly headings: readonly string[];
  /** The first cell of each is its heading. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A cell of a figure: figures stand under each other. */
export function figure(text: string, raw: Cell["raw"] = text, more: Partial<Cell> = {}): Cell {
  return { text, raw, className: "count", ...more };
}

/** A cell of words. */
export function said(text: string): Cell {
  return { text };
}

/** A table whose first column holds the headings of its rows. */
export function makeTable(page: Document, { headings, rows }: TableContent): HTMLTableElement {
  const table = page.createElement("table");
  const top = table.createTHead().insertRow();
  for (const [i, heading] of headings.entries()) {
    const made = heading === "" ? page.createElement("td") : header(page, "col");
    made.textContent = heading;
    if (rows[0]?.[i]?.className?.includes("count")) made.className = "count";
    top.append(made);
  }
  const body = table.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const [i, cell] of cells.entries()) {
      row.append(fill(i === 0 ? header(page, "row") : page.createElement("td"), cell));
    }
  }
  return table;
}

/** The same for a spreadsheet. */
export function tableAsCsv({ headings, rows }: TableContent): string {
  const raw = ({ text, raw = text }: Cell): string => (raw === null ? "" : String(raw));
  return csvOf(
    headings,
    rows.map((cells) => cells.map(raw)),
  );
}

function header(page: Document, scope: "col" | "row"): HTMLTableCellElement {
  const made = page.createElement("th");
  made.scope = scope;
  return made;
}

function fill(made: HTMLTableCellElement, { text, className, shade, bar }: Cell): HTMLTableCellElement {
  made.textContent = text;
  if (className !== undefined) made.className = className;
  if (shade !== undefined) {
    made.classList.add("shaded");
    made.style.setProperty("--shade", shade.toFixed(3));
  }
  if (bar !== undefined) {
    made.classList.add("barred");
    made.style.setProperty("--bar", bar.toFixed(3));
  }
  return made;
}
