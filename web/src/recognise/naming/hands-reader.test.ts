/** What is said of an answer where a person wants one hand named, and where two. */

import { expect, test } from "vitest";
import { handAt, handManifest, handsAnswer } from "../../testing/hands";
import type { Said } from "./hand-names";
import { HandsReader } from "./hands-reader";

const SCENE = { way: "hand", file: false, playing: false } as const;

/** The last of a row of answers in which a hand rests, which was seen first, and another shows a fist. */
function said(twoHands: boolean): Said {
  const reader = new HandsReader(handManifest);
  let last: Said | null = null;
  for (let i = 0; i < 20; i++) {
    last = reader.take(handsAnswer(i, handAt(1, "none"), handAt(2, "fist")), 33 * i, SCENE, twoHands);
  }
  return last as Said;
}

test.each([
  [true, [2, 1], "I see two hands. Each has its name beside it."],
  [false, [2], "Show another gesture, or tell me if this one is wrong."],
])("with two hands wanted: %s, the one that shows a gesture leads", (twoHands, ids, words) => {
  const { name, hands, advice } = said(twoHands);
  expect([name.steady, hands.map(({ hand }) => hand.id), advice.words]).toEqual(["fist", ids, words]);
});

test("a hand whose size trembles around the border of what is small is asked to come closer", () => {
  const reader = new HandsReader(handManifest);
  let words = "";
  for (let i = 0; i < 90; i++) {
    const size = i % 3 === 0 ? 131 : 120;
    words = reader.take(handsAnswer(i, handAt(1, "none", 0.95, { size })), 33 * i, SCENE).advice.words;
  }
  expect(words).toBe("Your hand is small in the picture. Come closer to the camera.");
});
