/** A table as a file: headings and rows in, the text of RFC 4180 that spreadsheets open out. */

/** Lines end with CR LF; what holds a comma, a quote or a line's end is quoted. */
export function csvOf(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headings, ...rows].map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function quoted(text: string): string {
  // A spreadsheet would run what begins like a formula; names of devices and people come from others.
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
