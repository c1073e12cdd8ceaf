/** Own gestures as a text: what was shared is read again, and nothing else is. */

import { expect, test } from "vitest";
import { bytesOfHand } from "../shared/hand-numbers";
import { numbersOf } from "../testing/own";
import { LONGEST, linkOf, pack, packedIn, type SharedGesture, unpack } from "./exchange";
import { cleanEmoji, cleanName, FRAGMENT } from "./own-names";

const HERE = "a".repeat(64);
const OF = { backbone: HERE, bytes: bytesOfHand(4) };
const ROCK: SharedGesture = { name: "Rock & <i>Röll</i>", emoji: "🤘", hands: [numbersOf(0), numbersOf(1)] };

test("a file and a link hold gestures with their examples, a link no more than a message can", () => {
  expect(unpack(pack([ROCK, { ...ROCK, emoji: null }], HERE), OF)).toEqual([ROCK, { ...ROCK, emoji: null }]);
  const many = { ...ROCK, hands: Array.from({ length: 20 }, (_, i) => numbersOf(i)) };
  const link = linkOf("https://page.test/?guide=1#there", many, HERE);
  expect(link.startsWith(`https://page.test/${FRAGMENT}`)).toBe(true);
  const [read] = unpack(packedIn(new URL(link).hash), OF);
  expect(read).toEqual({ ...many, hands: many.hands.slice(10) });
});

test("what another backbone saw is refused, and the words say what to do", () => {
  expect(() => unpack(pack([ROCK], "b".repeat(64)), OF)).toThrow("another version of the recogniser");
});

const changed = (changes: object): string => JSON.stringify({ ...JSON.parse(pack([ROCK], HERE)), ...changes });
const example = (numbers: Float32Array): object => ({
  gestures: [{ name: "Rock", emoji: null, examples: [Buffer.from(numbers.buffer).toString("base64url")] }],
});

test.each([
  ["nothing", ""],
  ["words", "hello"],
  ["half a file", pack([ROCK], HERE).slice(0, 300)],
  ["another kind", changed({ kind: "own-gestures-2" })],
  ["an unknown field", changed({ more: 1 })],
  ["no gestures", changed({ gestures: [] })],
  ["too many gestures", changed({ gestures: Array(201).fill(JSON.parse(pack([ROCK], HERE)).gestures[0]) })],
  ["a gesture without a name", changed({ gestures: [{ name: "\u202e\u0007", emoji: null, examples: ["AAAA"] }] })],
  ["no examples", changed({ gestures: [{ name: "Rock", emoji: null, examples: [] }] })],
  ["examples that are no base64", changed({ gestures: [{ name: "Rock", emoji: null, examples: ["*"] }] })],
  ["examples of another length", changed(example(new Float32Array(70)))],
  ["examples without a hand", changed(example(new Float32Array(71)))],
  ["numbers that are none", changed(example(new Float32Array(71).fill(Number.NaN)))],
  ["numbers beyond all hands", changed(example(new Float32Array(71).fill(2000)))],
])("%s is refused: nothing is added", (_, packed) => {
  expect(() => unpack(packed, OF)).toThrow("Nothing was added. Ask for it again.");
});

test("what is huge is refused before it is read, and a damaged link is", () => {
  expect(() => unpack(" ".repeat(LONGEST + 1), OF)).toThrow("larger than own gestures can be");
  expect(() => packedIn(`${FRAGMENT}%E0%A4%A`)).toThrow("Nothing was added");
});

test("a name is what can be seen of it, and no longer than a name may be", () => {
  expect(cleanName("  Peace\u0000 \n\u202e and \u200blove\u2029 ")).toBe("Peace and love");
  expect(cleanName("\u0007\u202e")).toBe("");
  expect([...cleanName("🤘".repeat(50))]).toHaveLength(40);
  expect(cleanName("<script>alert(1)</script>")).toBe("<script>alert(1)</script>"); // shown as text, wherever it is shown
});

test("a picture is one emoji or none", () => {
  expect(["🤘", "👩‍👩‍👧", "🇨🇭", "☝️"].map(cleanEmoji)).toEqual(["🤘", "👩‍👩‍👧", "🇨🇭", "☝️"]);
  expect(["", "A", "🤘🤘", "<b>", "🤘".repeat(40), null].map(cleanEmoji)).toEqual(Array(6).fill(null));
});
