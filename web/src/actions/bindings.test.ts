/** What a browser kept in; the list, without what is none, out. */

import { expect, test } from "vitest";
import { type Binding, KEY, newBinding, readBindings, writeBindings } from "./bindings";

const storeOf = (kept: string | null): Pick<Storage, "getItem"> => ({ getItem: (key) => (key === KEY ? kept : null) });
const fist: Binding = { ...newBinding(), id: "1" };

test("what was written is read again, and an empty list leaves nothing", () => {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const all: Binding[] = [
    fist,
    { ...fist, id: "2", on: "swipe-left", action: { kind: "media", act: "louder" } },
    { ...fist, id: "3", on: "own-0a1b2c3d", action: { kind: "speak", words: "Hello" } },
    {
      ...fist,
      id: "4",
      isOff: true,
      action: { kind: "connector", connector: "7", command: { kind: "webhook" }, name: "Lamp" },
    },
  ];
  expect(writeBindings(store, all)).toBe(true);
  expect(readBindings(store)).toEqual(all);
  expect(writeBindings(store, [])).toBe(true);
  expect(kept.size).toBe(0);
});

test.each([
  ["no list", "{}"],
  ["no JSON", "["],
  ["nothing", null],
  ["another gesture", JSON.stringify([{ ...fist, on: "nod" }])],
  ["no gesture", JSON.stringify([{ ...fist, on: "none" }])],
  [
    "a wrong time",
    JSON.stringify([
      { ...fist, dwellMs: -1 },
      { ...fist, coolMs: "1" },
    ]),
  ],
  ["another action", JSON.stringify([{ ...fist, action: { kind: "format", disk: "c" } }])],
  ["no words", JSON.stringify([{ ...fist, action: { kind: "speak", words: "" } }])],
])("%s is left out", (_, kept) => {
  expect(readBindings(storeOf(kept))).toEqual([]);
});

test("a browser that forbids storage, or is full, says so", () => {
  const full = (): never => {
    throw new DOMException("full", "QuotaExceededError");
  };
  expect(writeBindings(null, [fist])).toBe(false);
  expect(writeBindings({ setItem: full, removeItem: full }, [fist])).toBe(false);
  expect(readBindings({ getItem: full })).toEqual([]);
});
