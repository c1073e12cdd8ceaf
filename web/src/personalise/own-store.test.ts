/** What is kept of own gestures: by name and backbone, so many and no more, and no pose twice under two names. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { numbersOf } from "../testing/own";
import { MOST_EXAMPLES, MOST_GESTURES, newId, type Outcome, type OwnGesture, OwnStore, whyNot } from "./own-store";

const [HERE, OTHER] = ["a".repeat(64), "b".repeat(64)];
const KEPT: Outcome = { kind: "kept", claimed: null };

let store: OwnStore;
beforeEach(async () => {
  store = await OwnStore.open(crypto.randomUUID());
});
afterEach(() => {
  store.close();
  vi.restoreAllMocks();
});

const gesture = (name: string): OwnGesture => ({ id: newId(), name, emoji: null, paused: false });
const ofNames = async (): Promise<unknown[]> => (await store.read()).examples.map(({ of }) => of);

test("a gesture is kept with its examples, renamed, paused and deleted with them", async () => {
  const rock = gesture("Rock");
  expect(await store.add(rock, [numbersOf(0), numbersOf(1)], HERE)).toEqual(KEPT);
  expect(await store.change(rock.id, { name: "Stone", paused: true })).toBe(true);
  const { gestures, examples } = await store.read();
  expect(gestures).toEqual([expect.objectContaining({ ...rock, name: "Stone", paused: true })]);
  expect(examples).toEqual([0, 1].map((pose) => ({ of: rock.id, hand: numbersOf(pose), backbone: HERE })));
  await store.forget(rock.id);
  expect(await store.read()).toEqual({ gestures: [], examples: [] });
});

test("what is gone is neither changed nor taught, and nothing is kept for it", async () => {
  expect(await store.change("own-00000000", { name: "Rock" })).toBe(false);
  const outcome = await store.teach("own-00000000", [numbersOf(0)], HERE);
  expect([outcome.kind, whyNot(outcome)]).toEqual(["gone", expect.stringContaining("gone from this browser")]);
  expect(await ofNames()).toEqual([]);
});

test("of each name only the newest examples are kept", async () => {
  for (let i = 0; i < MOST_EXAMPLES + 5; i++) await store.teach("fist", [numbersOf(i)], HERE);
  await store.teach("l", [numbersOf(100)], HERE);
  const { examples } = await store.read();
  expect(examples).toHaveLength(MOST_EXAMPLES + 1);
  expect(examples[0]?.hand).toEqual(numbersOf(5));
});

test("examples of another backbone go for those of the one in use, and claim nothing", async () => {
  await store.teach("fist", [numbersOf(0)], OTHER);
  expect(await store.teach("l", [numbersOf(0)], HERE)).toEqual(KEPT);
  await store.teach("fist", [numbersOf(1)], HERE);
  expect((await store.read()).examples.map(({ of, backbone }) => [of, backbone])).toEqual([
    ["l", HERE],
    ["fist", HERE],
  ]);
});

test("a pose that another gesture, or a correction, has already is refused with the reason", async () => {
  const rock = gesture("Rock");
  await store.add(rock, [numbersOf(0), numbersOf(1)], HERE);
  const refused = await store.add(gesture("Stone"), [numbersOf(0), numbersOf(1), numbersOf(2)], HERE);
  expect(refused.kind).toBe("refused");
  expect(whyNot(refused)).toContain("This pose is “Rock”, which you taught before. One pose cannot be two gestures");
  expect((await store.read()).gestures).toHaveLength(1);
  const partly = await store.add(gesture("Sand"), [numbersOf(1), numbersOf(3), numbersOf(4)], HERE);
  expect(whyNot(partly)).toBe("1 of the examples were left out. This pose is “Rock”, which you taught before.");
  await store.teach("fist", [numbersOf(9)], HERE);
  expect(whyNot(await store.teach("l", [numbersOf(9)], HERE))).toContain("You said before that this is Fist.");
  expect(await store.teach(rock.id, [numbersOf(0)], HERE)).toEqual(KEPT);
});

test("there are so many gestures and no more, and those that are there stay usable", async () => {
  for (let i = 0; i < MOST_GESTURES; i++) await store.add(gesture(`Gesture ${i}`), [numbersOf(i)], HERE);
  const outcome = await store.add(gesture("One more"), [numbersOf(500)], HERE);
  expect(whyNot(outcome)).toBe("You have 200 gestures of your own, the most that there can be. Delete one first.");
  const { gestures } = await store.read();
  expect(gestures).toHaveLength(MOST_GESTURES);
  expect(await store.change((gestures[7] as OwnGesture).id, { paused: true })).toBe(true);
}, 120_000);

test("where the disk is full nothing is half kept", async () => {
  const rock = gesture("Rock");
  await store.add(rock, [numbersOf(0)], HERE);
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  await expect(store.add(gesture("Stone"), [numbersOf(5)], HERE)).rejects.toThrow("full");
  vi.restoreAllMocks();
  expect(await ofNames()).toEqual([rock.id]);
});
