/** The undo time: how long a sample is held, and from when. */

import { expect, test } from "vitest";
import { UndoWindow } from "./undo-window";

let now = 0;
const fresh = (): UndoWindow => {
  now = 0;
  return new UndoWindow(10_000, () => now);
};

test("a sample is held for ten seconds from when the page first saw it", () => {
  const undoWindow = fresh();
  undoWindow.see(["a"]);
  now = 4_000;
  undoWindow.see(["a", "b"]);
  expect(["a", "b"].map((id) => undoWindow.remaining(id))).toEqual([6_000, 10_000]);
  now = 11_000;
  expect(["a", "b"].map((id) => undoWindow.remaining(id))).toEqual([0, 3_000]);
});

test("one that was never seen is held in full, one that was let go of not at all", () => {
  const undoWindow = fresh();
  expect(undoWindow.remaining("stranger")).toBe(10_000);
  undoWindow.see(["a", "b"]);
  undoWindow.release(["a"]);
  undoWindow.see(["a"]);
  expect(["a", "b"].map((id) => undoWindow.remaining(id))).toEqual([0, 10_000]);
  undoWindow.forget(["a"]);
  expect(undoWindow.remaining("a")).toBe(10_000);
});
