// @vitest-environment jsdom
/** Tables on the page and as files: headings where they belong, raw figures, nothing that a spreadsheet runs. */

import { expect, test } from "vitest";
import { makeTable, numberCell, type TableContent, tableAsCsv, textCell } from "./table";

const CONTENT: TableContent = {
  headings: ["Gesture", "Recall", "Wrong"],
  rows: [
    [textCell("Fist"), numberCell("93.4 %", 0.9341), numberCell("3", 3, { shade: 0.25 })],
    [textCell('He said "L", twice'), numberCell("–", null), numberCell("-1", -1)],
  ],
};

test("the first column and the first row are headings", () => {
  const table = makeTable(document, CONTENT);
  expect(Array.from(table.querySelectorAll("th"), ({ scope, textContent }) => `${scope} ${textContent}`)).toEqual([
    "col Gesture",
    "col Recall",
    "col Wrong",
    "row Fist",
    'row He said "L", twice',
  ]);
  expect(table.querySelector<HTMLElement>(".shaded")?.style.getPropertyValue("--shade")).toBe("0.250");
});

test("a file has raw figures, and quotes what would break its lines", () => {
  expect(tableAsCsv(CONTENT)).toBe('Gesture,Recall,Wrong\r\nFist,0.9341,3\r\n"He said ""L"", twice",,-1\r\n');
});

test.each(["=1+1", "+49", "@SUM(A1)", "-cmd", "\tx"])("%s is text in a spreadsheet", (name) => {
  const lines = tableAsCsv({ headings: ["Person"], rows: [[textCell(name)]] }).split("\r\n");
  expect(lines[1]?.replaceAll('"', "").startsWith("'")).toBe(true);
});
