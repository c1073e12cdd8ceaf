// @vitest-environment jsdom
/** Tables on the page and as files: headings where they belong, raw figures, nothing that a spreadsheet runs. */

import { expect, test } from "vitest";
import { figure, makeTable, said, type TableContent, tableAsCsv } from "./table";

const CONTENT: TableContent = {
  headings: ["Gesture", "Recall", "Wrong"],
  rows: [
    [said("Fist"), figure("93.4 %", 0.9341), figure("3", 3, { shade: 0.25 })],
    [said('He said "L", twice'), figure("too few", null), figure("-1", -1)],
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
  const lines = tableAsCsv({ headings: ["Person"], rows: [[said(name)]] }).split("\r\n");
  expect(lines[1]?.replaceAll('"', "").startsWith("'")).toBe(true);
});
