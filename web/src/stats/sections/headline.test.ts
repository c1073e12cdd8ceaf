// @vitest-environment jsdom
/** The first screen's words: what is called a change, and what is said where there are too few labels. */

import { expect, test } from "vitest";
import type { Overview } from "../answers";
import { accuracyContent } from "./headline";

const RATE = { correct: 1180, n: 1253, rate: 0.9417, low: 0.927, high: 0.954, people: null };
const REPORT = { enough: 10, enough_people: null, accuracy: RATE, per_gesture: [], macro: null, weighted: null };
const BEFORE = { model: null, from: "2026-10-04", to: "2026-10-31" };

function words(part: Partial<Overview>): string[] {
  const given = { report: REPORT, change: null, compared_with: null, ...part } as Overview;
  return accuracyContent(given).map(({ textContent }) => (textContent ?? "").replaceAll("\u00a0", " "));
}

test("an accuracy has its interval and what it is made of", () => {
  expect(words({})).toEqual([
    "94.2 %",
    "95 % confidence interval 92 – 96 %",
    "1,180 of 1,253 labelled samples were correct",
  ]);
});

test.each([
  [{ difference: 0.021, low: 0.004, high: 0.038 }, "▲ 2.1 points better than Oct 4 – Oct 31"],
  [{ difference: -0.021, low: -0.038, high: -0.004 }, "▼ 2.1 points worse than Oct 4 – Oct 31"],
  [{ difference: 0.003, low: -0.012, high: 0.018 }, "≈ No clear difference from Oct 4 – Oct 31 (-1.2 to +1.8 points)"],
  [null, "Too few labels to compare with Oct 4 – Oct 31"],
])("a change is one only where its interval is beside 0: %j", (change, expected) => {
  expect(words({ change, compared_with: BEFORE }).at(-1)).toBe(expected);
});

test("too few labels are said with how many there are", () => {
  const accuracy = { ...RATE, correct: 2, n: 3, rate: null, low: null, high: null };
  expect(words({ report: { ...REPORT, accuracy } })).toEqual(["–", "Needs 10 labels, 3 so far."]);
});

test("another model is compared by its name", () => {
  const change = { difference: 0.1, low: 0.05, high: 0.15 };
  expect(words({ change, compared_with: { ...BEFORE, model: "demo-older" } }).at(-1)).toBe(
    "▲ 10.0 points better than demo-older",
  );
});
