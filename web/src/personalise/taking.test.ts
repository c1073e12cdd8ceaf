/** Taking examples: five of them, apart in time, of hands only. */

import { expect, test } from "vitest";
import { EXAMPLES, Taking } from "./taking";

const INPUT = { kind: "hand", width: 10, height: 10 } as const;
const hand = (level = 255): { silhouette: Uint8Array } => ({ silhouette: new Uint8Array(100).fill(level, 0, 40) });

test("five examples are taken, 0.4 s apart, and then no more", () => {
  const taking = new Taking("fist", INPUT, 1_000);
  const taken = Array.from({ length: 60 }, (_, i) => 1_000 + 100 * i).filter((at) => taking.consider(hand(), at));
  expect(taken).toEqual([1_000, 1_400, 1_800, 2_200, 2_600]);
  expect(taking.examples).toHaveLength(EXAMPLES);
  expect(taking.examples?.[0]).toEqual({ gesture: "fist", ...INPUT, ...hand() });
});

test("nothing is taken before the hand is there, and an example is a copy", () => {
  const taking = new Taking("l", INPUT, 1_000);
  expect(taking.consider(hand(), 999)).toBe(false);
  expect(taking.consider({ silhouette: new Uint8Array(100) }, 1_000)).toBe(false);
  const answer = hand();
  expect(taking.consider(answer, 1_001)).toBe(true);
  answer.silhouette.fill(7);
  expect([taking.count, taking.examples]).toEqual([1, null]);
  for (let at = 2_000; taking.examples === null; at += 500) taking.consider(hand(), at);
  expect(taking.examples[0]).toEqual({ gesture: "l", ...INPUT, ...hand() });
});
