/** The points of a hand as bytes: each number in its place, and what two hands have in common. */

import { expect, test } from "vitest";
import { handAt } from "../testing/hands";
import { decodePoints, distanceOf, encodePoints } from "./hand-numbers";
import type { HandSeen } from "./messages";

const hand = handAt(1, "okay", 0.9, { left: 0.25 });

function numbers(bytes: Uint8Array): number[] {
  const buffer = Buffer.from(bytes);
  return Array.from({ length: bytes.length / 4 }, (_, i) => buffer.readFloatLE(4 * i));
}

test("presence, left, the points, up and the embedding follow each other", () => {
  const square = { ...hand.square, ux: 0.5, uy: -0.75 };
  const told = numbers(encodePoints({ ...hand, square, embedding: Float32Array.of(1, 2, 3, 4) }, 4));
  expect(told).toHaveLength(67 + 4);
  expect(told.slice(0, 2)).toEqual([Math.fround(hand.presence), 0.25]);
  expect(told.slice(2, 65)).toEqual(Array.from(hand.squarePoints));
  expect(told.slice(65)).toEqual([0.5, -0.75, 1, 2, 3, 4]);
});

test("no hand is noughts, and nothing to draw", () => {
  const none = encodePoints(null, 4);
  expect(numbers(none)).toEqual(Array.from({ length: 71 }, () => 0));
  expect(decodePoints(none)).toBeNull();
});

test("the points come back as they were, also from the middle of other bytes", () => {
  const bytes = encodePoints(hand, 4);
  const among = new Uint8Array(bytes.length + 3);
  among.set(bytes, 3);
  expect(decodePoints(among.subarray(3))).toEqual(hand.squarePoints);
});

const turned = (degrees: number): HandSeen => {
  const angle = (degrees * Math.PI) / 180;
  return { ...hand, square: { ...hand.square, ux: Math.sin(angle), uy: -Math.cos(angle) } };
};
const bent = (): HandSeen => {
  const squarePoints = Float32Array.from(hand.squarePoints);
  for (let i = 6; i <= 8; i++) squarePoints[3 * i + 1] = 0.8;
  return { ...hand, squarePoints };
};

test.each([
  ["the same hand elsewhere", handAt(1, "okay", 0.9, { x: 100, size: 50 }), 0, 0],
  ["a hand of another person's left", { ...hand, left: 0.9 as typeof hand.left }, 0, 0],
  ["a hand that is turned a little", turned(2), 0.001, 0.02],
  ["a hand that is turned", turned(30), 0.05, 0.3],
  ["a hand with a finger bent", bent(), 0.02, 0.2],
  ["no hand", null, 0.1, 1],
])("%s is apart", (_, other, least, most) => {
  const distance = distanceOf(encodePoints(hand, 4), encodePoints(other, 4));
  expect(distance).toBeGreaterThanOrEqual(least);
  expect(distance).toBeLessThanOrEqual(most + 1e-6);
});
