/** Gestures: words and keys for every label, and the most likely one. */

import { expect, test } from "vitest";
import { isLabel, LABELS, mostLikely, PROMPT_KEYS, probability, WORDS, wordsFor } from "./gestures";

test("every gesture has words of its own and a key, none has no key", () => {
  expect(new Set(LABELS.map((label) => WORDS[label])).size).toBe(LABELS.length);
  expect(Object.values(PROMPT_KEYS).sort()).toEqual(LABELS.filter((label) => label !== "none").sort());
});

test("a label that the page does not know is shown as it is", () => {
  expect([isLabel("wave"), wordsFor("wave"), wordsFor("fist")]).toEqual([false, "wave", "Fist"]);
});

test("the most likely is the first of the largest", () => {
  expect(mostLikely([0.1, 0.4, 0.4, 0.1])).toBe(1);
  expect(mostLikely(Float32Array.of(0, 0, 1))).toBe(2);
  expect(() => mostLikely([])).toThrow(RangeError);
});

test.each([-0.1, 1.1, Number.NaN])("%d is no probability", (value) => {
  expect(() => probability(value)).toThrow(RangeError);
});
