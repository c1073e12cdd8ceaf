/** One way to write each kind of number. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allDays, daysBefore } from "./days";
import {
  dayWords,
  difference,
  duration,
  NONE,
  number,
  percent,
  percentRange,
  points,
  recently,
  rounded,
} from "./format";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("thousands are marked, and what is not known is a dash", () => {
  expect([number(1234567), number(0.5, 2), number(null)]).toEqual(["1,234,567", "0.50", NONE]);
  expect([rounded(1.234), rounded(12.34), rounded(1234.5), rounded(null)]).toEqual(["1.23", "12.3", "1,235", NONE]);
});

test("shares are per cent, their differences points, and ranges are rounded outwards", () => {
  expect([percent(0.1234), percent(1, 0), percent(null)].map(plain)).toEqual(["12.3 %", "100 %", NONE]);
  expect(plain(percentRange(0.699, 0.971))).toBe("69 – 98 %");
  expect([points(-0.0213), difference(0.02), difference(-0.02), difference(0)].map(plain)).toEqual([
    "2.1 points",
    "+2.0",
    "-2.0",
    "0.0",
  ]);
});

test.each([
  [0.5, "0.50 s"],
  [89, "89.0 s"],
  [300, "5 min"],
  [90_000, "25.0 h"],
  [1_000_000, "11.6 days"],
])("%d seconds are %s", (seconds, words) => {
  expect(plain(duration(seconds))).toBe(words);
});

test("today's times have no day", () => {
  const now = new Date(2026, 10, 22, 18);
  expect(recently(new Date(2026, 10, 22, 17, 5).toISOString(), now)).toBe("05:05 PM");
  expect(recently(new Date(2026, 10, 21, 17, 5).toISOString(), now)).toBe("Nov 21, 2026, 05:05 PM");
  expect(dayWords("2026-11-22")).toBe("Nov 22");
});

test("days are UTC's, also across the end of a month", () => {
  expect(daysBefore("2026-03-01", 1)).toBe("2026-02-28");
  expect(allDays(["2026-03-01", "2026-02-27"])).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(allDays([])).toEqual([]);
});

test("no number, day or time is written elsewhere in stats", () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "format.ts",
  );
  expect(files.length).toBeGreaterThan(30);
  // In a style or an attribute it is for the browser.
  const written = /\.toLocale\w*\(|\.toFixed\(/;
  const isShown = (line: string): boolean => written.test(line) && !/setProperty|setAttribute|color-mix/.test(line);
  const found = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n").filter(isShown));
  expect(found).toEqual([]);
});
