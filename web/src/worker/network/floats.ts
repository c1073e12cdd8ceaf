/** Numbers as a model's JSON holds them. */

import { ShapeError, text } from "../../shared/strict";

/** `count` finite numbers of 32 bits, the lowest byte first, in base64. Throws ShapeError. */
export function floats(value: unknown, path: string, count: number): Float32Array {
  const expected = `${count} numbers in base64`;
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(text(value, path)), (letter) => letter.charCodeAt(0));
  } catch {
    throw new ShapeError(path, expected);
  }
  if (bytes.length !== 4 * count) throw new ShapeError(path, expected);
  const view = new DataView(bytes.buffer);
  const numbers = Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
  if (!numbers.every(Number.isFinite)) throw new ShapeError(path, expected);
  return numbers;
}
