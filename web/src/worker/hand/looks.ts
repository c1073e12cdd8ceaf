/** Looks at a hand in a picture that stands still more than once, so that no single look decides its name. */

import type { Square } from "../../shared/messages";
import type { Shown } from "./head";
import type { HandOutput } from "./network";

/** A square to look at, and whether its picture is mirrored first. */
export interface Look {
  readonly square: Square;
  readonly isMirrored: boolean;
}

/** How many times its size a square has, and by how many radians it is turned; chosen on people held out (0025). */
const VARIED = [
  { scale: 0.88, turn: 0 },
  { scale: 1, turn: -Math.PI / 15 },
  { scale: 1, turn: Math.PI / 15 },
] as const;

/** All looks but the plain one, which comes first where a hand is found. */
export function furtherLooks(square: Square): Look[] {
  const squares = [square, ...VARIED.map(({ scale, turn }) => varied(square, scale, turn))];
  return squares.flatMap((each, i) =>
    [true, ...(i === 0 ? [] : [false])].map((isMirrored) => ({ square: each, isMirrored })),
  );
}

function varied({ cx, cy, size, ux, uy }: Square, scale: number, turn: number): Square {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return { cx, cy, size: size * scale, ux: ux * cos - uy * sin, uy: ux * sin + uy * cos };
}

/** Mirrors a square's RGB (side × side × 3 bytes) in place. */
export function mirror(rgb: Uint8Array, side: number): void {
  for (let row = 0; row < rgb.length; row += 3 * side) {
    for (let left = row, right = row + 3 * (side - 1); left < right; left += 3, right -= 3) {
      for (let channel = 0; channel < 3; channel++) {
        const before = rgb[left + channel] as number;
        rgb[left + channel] = rgb[right + channel] as number;
        rgb[right + channel] = before;
      }
    }
  }
}

/** What the head is shown of a look: of a mirrored one a hand in a mirrored frame, as the backbone saw it. */
export function shownBy({ square, isMirrored }: Look, output: HandOutput): Shown {
  return { ...output, square: isMirrored ? { ux: -square.ux, uy: square.uy } : square };
}

/** The normalised geometric mean of answers to several looks (each of the same labels). */
export function together(answers: readonly Float32Array[]): Float32Array {
  const [first] = answers as [Float32Array, ...Float32Array[]];
  if (answers.length === 1) return first;
  const least = 1e-7; // one look that is sure that it is not must not outweigh all others
  const powers = first.map((_, label) => {
    const sum = answers.reduce((logs, answer) => logs + Math.log(Math.max(least, answer[label] as number)), 0);
    return Math.exp(sum / answers.length);
  });
  const total = powers.reduce((sum, power) => sum + power);
  return powers.map((power) => power / total);
}
