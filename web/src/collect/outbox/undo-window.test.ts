/** The undo time: how long a sample is held, and from when. */

import { expect, test } from "vitest";
import { Holding } from "./undo-window";

let now = 0;
const fresh = (): Holding => {
  now = 0;
  return new Holding(10_000, () => now);
};

test("a sample is held for ten seconds from when the page first saw it", () => {
  const holding = fresh();
  holding.see(["a"]);
  now = 4_000;
  holding.see(["a", "b"]);
  expect(["a", "b"].map((id) => holding.remaining(id))).toEqual([6_000, 10_000]);
  now = 11_000;
  expect(["a", "b"].map((id) => holding.remaining(id))).toEqual([0, 3_000]);
});

test("one that was never seen is held in full, one that was let go of not at all", () => {
  const holding = fresh();
  expect(holding.remaining("stranger")).toBe(10_000);
  holding.see(["a", "b"]);
  holding.release(["a"]);
  holding.see(["a"]);
  expect(["a", "b"].map((id) => holding.remaining(id))).toEqual([0, 10_000]);
  holding.forget(["a"]);
  expect(holding.remaining("a")).toBe(10_000);
});
