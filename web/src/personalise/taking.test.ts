/** What is taken while a person holds a gesture up: ten examples in three seconds, of one hand, of one gesture. */

import { expect, test } from "vitest";
import type { HandSeen, Named } from "../shared/messages";
import { handAt, handManifest } from "../testing/hands";
import { posed } from "../testing/own";
import { EXAMPLES, Taking } from "./taking";

const ROCK = "own-1a2b3c4d";
const NAMES: readonly Named[] = [...handManifest.labels, ROCK];
const FRAME_MS = 50;

/** Shows hands from 0 ms on, one frame after another; the kinds of what became of them. */
function shown(taking: Taking, frames: number, handsOf: (frame: number) => readonly HandSeen[]): string[] {
  return Array.from({ length: frames }, (_, i) => taking.look(handsOf(i), i * FRAME_MS).kind);
}

test("ten examples are taken in three seconds, none before the start, and then no more", () => {
  const taking = new Taking("own-00000000", NAMES, 500);
  const kinds = shown(taking, 100, (i) => [posed(i)]);
  expect(kinds.indexOf("taken")).toBe(10);
  expect(kinds.lastIndexOf("taken")).toBe(10 + (9 * 300) / FRAME_MS);
  expect([taking.isWhole, taking.hands.length]).toEqual([true, EXAMPLES]);
});

test("where no hand is seen nothing is taken, and a hand that is held still is told from one that turns", () => {
  const taking = new Taking("own-00000000", NAMES, 0);
  expect(taking.look([], 0)).toEqual({ kind: "no-hand" });
  expect(taking.look([posed(1)], 10)).toMatchObject({ kind: "taken", isStill: false });
  expect(taking.look([posed(1)], 310)).toMatchObject({ kind: "taken", isStill: true });
  expect(taking.look([posed(2)], 610)).toMatchObject({ kind: "taken", isStill: false });
});

test("what looks like a gesture that all know is taken and told; another own gesture is not taken", () => {
  const taking = new Taking("own-00000000", NAMES, 0);
  shown(taking, 60, () => [handAt(1, "fist")]);
  expect([taking.isWhole, taking.looksLike]).toEqual([true, "fist"]);
  const rock = { ...handAt(1, "none"), personal: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0.1, 0.9) };
  expect(new Taking("own-00000000", NAMES, 0).look([rock], 0)).toEqual({ kind: "claimed", by: ROCK });
  const again = new Taking(ROCK, NAMES, 0);
  expect([again.look([rock], 0).kind, again.looksLike]).toEqual(["taken", null]);
});
