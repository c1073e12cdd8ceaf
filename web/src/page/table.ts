/** Tables: headings and rows of cells in, a table element out. */

export interface Cell {
  readonly text: string;
  readonly className?: string;
}

/** A table whose first column holds the headings of its rows. */
export function makeTable(
  page: Document,
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
): HTMLElement {
  const table = page.createElement("table");
  const top = table.createTHead().insertRow();
  for (const heading of headings) top.append(heading === "" ? page.createElement("td") : header(page, heading, "col"));
  const body = table.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    cells.forEach((cell, i) => {
      const made = i === 0 ? header(page, cell.text, "row") : page.createElement("td");
      made.textContent = cell.text;
      if (cell.className !== undefined) made.className = cell.className;
      row.append(made);
    });
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

function header(page: Document, text: string, scope: "col" | "row"): HTMLTableCellElement {
  const made = page.createElement("th");
  made.scope = scope;
  made.textContent = text;
  return made;
}
