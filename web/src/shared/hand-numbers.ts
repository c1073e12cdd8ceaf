/** The numbers of a hand as bytes, as samples and own examples hold them (docs/architecture.md). */

import type { HandSeen } from "./messages";

export const POINTS = 63;
/** Presence and left. */
export const BEFORE_POINTS = 2;
/** Those, the points, and the vector that is up. */
export const BEFORE_EMBEDDING = BEFORE_POINTS + POINTS + 2;

/** No number of a hand is larger (docs/architecture.md). */
const MOST = 1000;

/** Bytes of a hand's numbers where the embedding has so many. */
export function bytesOfHand(embedding: number): number {
  return 4 * (BEFORE_EMBEDDING + embedding);
}

/** Numbers of four bytes, the lowest byte first; all of them 0 where no hand is seen. */
export function encodePoints(hand: HandSeen | null, embedding: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(bytesOfHand(embedding));
  if (hand === null) return bytes;
  const { presence, left, squarePoints, square } = hand;
  const view = new DataView(bytes.buffer);
  const numbers = [presence, left, ...squarePoints, square.ux, square.uy, ...hand.embedding];
  for (const [i, number] of numbers.entries()) view.setFloat32(4 * i, number, true);
  return bytes;
}

/** 21 × (x, y, z) in shares of the upright square's side; null where no hand was seen. */
export function decodePoints(bytes: Uint8Array): Float32Array | null {
  const points = numbersIn(bytes).slice(BEFORE_POINTS, BEFORE_POINTS + POINTS);
  return points.some((each) => each !== 0) ? points : null;
}

/** Whether bytes are the numbers of a hand that was seen: finite, within the limits of samples, and not all 0. */
export function hasHand(bytes: Uint8Array): boolean {
  const numbers = numbersIn(bytes);
  return numbers.every((each) => Math.abs(each) <= MOST) && decodePoints(bytes) !== null;
}

/** How far apart the points of two hands lie on average, turned as they were held; in shares of the square's side. */
export function distanceOf(a: Uint8Array, b: Uint8Array): number {
  const [one, other] = [turned(numbersIn(a)), turned(numbersIn(b))];
  const distances = one.map(([x, y], i) => {
    const [otherX, otherY] = other[i] as readonly [number, number];
    return Math.hypot(x - otherX, y - otherY);
  });
  return distances.reduce((sum, each) => sum + each, 0) / distances.length;
}

/** Room around a drawn hand, in shares of the picture's side. */
const MARGIN = 0.12;

/** 21 × (x, y, 0) in shares of a picture that the hand fills, turned as it was held. */
export function asHeld(bytes: Uint8Array): Float32Array {
  const points = turned(numbersIn(bytes));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = (1 - 2 * MARGIN) / (Math.max(right - left, bottom - top) || 1);
  const place = (value: number, least: number, most: number): number => 0.5 + scale * (value - (least + most) / 2);
  return Float32Array.from(points.flatMap(([x, y]) => [place(x, left, right), place(y, top, bottom), 0]));
}

/** The numbers that bytes are. */
export function numbersIn(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** From the square's middle, along the frame's axes. */
function turned(numbers: Float32Array): (readonly [number, number])[] {
  const [ux, uy] = numbers.subarray(BEFORE_POINTS + POINTS) as unknown as [number, number];
  return Array.from({ length: POINTS / 3 }, (_, i) => {
    const [x, y] = numbers.subarray(BEFORE_POINTS + 3 * i) as unknown as [number, number];
    const [right, up] = [x - 0.5, 0.5 - y];
    return [right * -uy + up * ux, right * ux + up * uy];
  });
}
