/** Preferences: kept on the device, checked when they are read, harmless where the browser forbids storage. */

import { expect, test } from "vitest";
import { PreferenceStore, USUAL } from "./preferences";

class Memory {
  constructor(public kept: string | null = null) {}
  getItem = (): string | null => this.kept;
  setItem(_: string, value: string): void {
    this.kept = value;
  }
}
const BROKEN = {
  getItem: (): never => {
    throw new DOMException("no", "SecurityError");
  },
  setItem: (): never => {
    throw new DOMException("full", "QuotaExceededError");
  },
};

test("what is set is kept, and told to those who watch, at once and after each change", () => {
  const memory = new Memory();
  const preferences = new PreferenceStore(memory);
  const told: unknown[] = [];
  preferences.watch(({ skeleton }) => told.push(skeleton));
  preferences.set("skeleton", false);
  expect(told).toEqual([true, false]);
  expect(new PreferenceStore(memory).all).toEqual({ ...USUAL, skeleton: false });
});

test.each(["", "[]", "null", "7", "{", '{"mirror":"up","threshold":7,"of an older page":1,"toString":1}'])(
  "what is kept and not valid, %s, is as usual",
  (kept) => expect(new PreferenceStore(new Memory(kept)).all).toEqual(USUAL),
);

test("what is valid is taken beside what is not", () => {
  const kept = JSON.stringify({ mirror: "up", threshold: 0.9 });
  expect(new PreferenceStore(new Memory(kept)).all).toEqual({ ...USUAL, threshold: 0.9 });
});

test.each([null, BROKEN])("without storage it holds until the page closes", (store) => {
  const preferences = new PreferenceStore(store);
  preferences.set("sound", true);
  expect(preferences.all.sound).toBe(true);
});

test("a value that it cannot have is refused", () => {
  const preferences = new PreferenceStore(null);
  expect(() => preferences.set("threshold", 2)).toThrow(RangeError);
});
