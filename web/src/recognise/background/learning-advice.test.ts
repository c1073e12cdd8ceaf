/** What is said while the background is captured changes seldom, and goes when all is well. */

import { expect, test } from "vitest";
import type { LearningTrouble } from "../../shared/messages";
import { LearningAdvice } from "./learning-advice";

/** The words after frames that are 100 ms apart; null where they stay. */
function words(...troubles: readonly (LearningTrouble | null)[]): (string | null)[] {
  const advice = new LearningAdvice();
  return troubles.map((trouble, i) => advice.after(trouble, 100 * i)?.words ?? null);
}

test("nothing is said while nothing is wrong", () => {
  expect(words(null, null, null)).toEqual([null, null, null]);
});

test("trouble is told once, and taken back when there was none for a while", () => {
  const said = words("moving", "moving", ...Array(20).fill(null));
  expect(said.slice(0, 3)).toEqual([expect.stringContaining("moving in the box"), null, null]);
  expect(said.indexOf("Keep the box empty: learning the background …")).toBe(16);
  expect(said.filter((each) => each !== null)).toHaveLength(2);
});

test("a hand that moves is a hand", () => {
  expect(words("moving", "hand", "moving", "hand")).toEqual([
    expect.stringContaining("moving"),
    expect.stringContaining("a hand in the box"),
    null,
    null,
  ]);
});

test("black is told", () => {
  expect(words("black")).toEqual([expect.stringContaining("picture is black")]);
});
