/** Tables: headings and rows of cells in, a table element out. */

export interface Cell {
  readonly text: string;
  readonly className?: string;
}

/** A cell of a figure: figures stand under each other. */
export function count(text: string): Cell {
  return { text, className: "count" };
}

/** A table whose first column holds the headings of its rows. */
export function makeTable(page: Document, headings: readonly Cell[], rows: readonly (readonly Cell[])[]): HTMLElement {
  const table = page.createElement("table");
  const top = table.createTHead().insertRow();
  for (const heading of headings)
    top.append(fill(heading.text === "" ? page.createElement("td") : header(page, "col"), heading));
  const body = table.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const [i, cell] of cells.entries()) {
      row.append(fill(i === 0 ? header(page, "row") : page.createElement("td"), cell));
    }
  }
  return table;
}

/** A paragraph for what has no rows yet. */
export function makeEmpty(page: Document, words: string): HTMLElement {
  const paragraph = page.createElement("p");
  paragraph.className = "empty";
  paragraph.textContent = words;
  return paragraph;
}

function header(page: Document, scope: "col" | "row"): HTMLTableCellElement {
  const made = page.createElement("th");
  made.scope = scope;
  return made;
}

function fill(made: HTMLTableCellElement, { text, className }: Cell): HTMLTableCellElement {
  made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}
