/** Tables, for the page and as files for a spreadsheet. */

import type { Choice } from "./charts/spec";
import { percent } from "./format";

export interface Cell {
  readonly text: string;
  /** What a file gets in its place: figures without words, rounding or signs of per cent. */
  readonly raw?: number | string | null;
  readonly className?: string;
  /** How strongly the cell is shaded, 0 … 1. */
  readonly shade?: number;
  /** How long the bar behind the cell's text is, 0 … 1. */
  readonly bar?: number;
  /** What a press on it chooses. */
  readonly choice?: Choice;
}

export interface TableContent {
  readonly headings: readonly string[];
  /** The first cell of each is its heading. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A cell with a number: its digits stand under those of other rows. */
export function numberCell(text: string, raw: Cell["raw"] = text, more: Partial<Cell> = {}): Cell {
  return { text, raw, className: "count", ...more };
}

export function percentCell(share: number | null, more: Partial<Cell> = {}): Cell {
  return numberCell(percent(share), share, more);
}

export function textCell(text: string): Cell {
  return { text };
}

/** A table whose first column holds the headings of its rows. */
export function makeTable(
  page: Document,
  { headings, rows }: TableContent,
  onChoose: (choice: Choice) => void = () => {},
): HTMLTableElement {
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
      const made = fill(i === 0 ? header(page, "row") : page.createElement("td"), cell);
      if (cell.choice !== undefined) makeChoosable(made, cell.choice, onChoose);
      row.append(made);
    }
  }
  return table;
}

/** The same as text of RFC 4180: lines end with CR LF; what holds a comma, a quote or a line's end is quoted. */
export function tableAsCsv({ headings, rows }: TableContent): string {
  const raw = ({ text, raw = text }: Cell): string => (raw === null ? "" : String(raw));
  return [headings, ...rows.map((cells) => cells.map(raw))]
    .map((cells) => `${cells.map(quoted).join(",")}\r\n`)
    .join("");
}

function quoted(text: string): string {
  // A spreadsheet would run what begins like a formula; names of devices and people come from others.
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function makeChoosable(made: HTMLTableCellElement, choice: Choice, onChoose: (choice: Choice) => void): void {
  const button = made.ownerDocument.createElement("button");
  button.type = "button";
  button.className = "choice";
  button.append(...made.childNodes);
  button.addEventListener("click", () => onChoose(choice));
  made.append(button);
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
