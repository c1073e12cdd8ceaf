/** The store of a person's own examples: five of each gesture, replaced, read after a reload, forgotten. */

import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { Gesture } from "../shared/gestures";
import type { PersonalExample } from "../shared/messages";
import { ExampleStore } from "./example-store";

const examples = (gesture: Gesture, level: number): PersonalExample[] =>
  Array.from({ length: 5 }, () => ({ gesture, width: 2, height: 2, silhouette: new Uint8Array(4).fill(level) }));

test("examples outlive the page, new ones take the place of old ones, and forgetting leaves none", async () => {
  const store = await ExampleStore.open("one");
  await store.keep("fist", examples("fist", 1));
  await store.keep("l", examples("l", 2));
  await store.keep("fist", examples("fist", 3));
  store.close();
  const again = await ExampleStore.open("one");
  expect(await again.read()).toEqual([...examples("fist", 3), ...examples("l", 2)]);
  await again.forget();
  expect(await again.read()).toEqual([]);
  again.close();
});
