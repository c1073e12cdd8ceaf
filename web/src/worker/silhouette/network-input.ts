/**
 * The network's input: a silhouette of the guide box in, the small picture of it that the network is shown out.
 *
 * Twin of training/network_input.py, which says more: whole numbers only, so that both give the same bytes.
 */

import type { SilhouetteManifest } from "../../shared/manifest";
import { areaMean } from "./area-mean";

const WHITE = 128;
const THINNEST = 40;
const MARGIN = 16;
const SMALLEST = 4;
const FINER = 2;

/** The input (`input.height` × `input.width` bytes) of a silhouette (height × width bytes of 0 and 255). */
export function networkInput(
  silhouette: Uint8Array,
  width: number,
  height: number,
  input: SilhouetteManifest["input"],
): Uint8Array {
  if (input.kind === "silhouette") return areaMean(silhouette, width, height, input.width, input.height);
  const { square, side } = handSquare(silhouette, width, height);
  const finer = FINER * input.width;
  return areaMean(redraw(square, side, finer), finer, finer, input.width, input.height);
}

/** The square around the white, black where it leaves the picture; of the whole picture where nothing is white. */
export function handSquare(
  silhouette: Uint8Array,
  width: number,
  height: number,
): { readonly square: Uint8Array; readonly side: number } {
  const longer = Math.max(width, height);
  const [rows, columns] = whiteCounts(silhouette, width, height);
  const enough = Math.max(Math.floor(longer / THINNEST), 1);
  const [top, bottom] = extent(rows, enough);
  const [left, right] = extent(columns, enough);
  const white = Math.max(bottom - top, right - left);
  const side = Math.max(white + 2 * Math.ceil(white / MARGIN), Math.floor(longer / SMALLEST), 1);
  const firstRow = Math.floor((top + bottom - side) / 2);
  const firstColumn = Math.floor((left + right - side) / 2);
  const from = Math.max(firstColumn, 0);
  const to = Math.min(firstColumn + side, width);
  const square = new Uint8Array(side * side);
  for (let y = Math.max(firstRow, 0); y < Math.min(firstRow + side, height); y++) {
    square.set(silhouette.subarray(y * width + from, y * width + to), (y - firstRow) * side + from - firstColumn);
  }
  return { square, side };
}

/** A square picture as side × side bytes of 0 and 255: white where the bilinear interpolation is at least half white. */
function redraw(square: Uint8Array, from: number, side: number): Uint8Array {
  const unit = 2 * side; // parts of an old pixel
  const half = (255 * unit * unit) / 2;
  // For each new row, and for each new column too: the old one before its middle, and how far its middle is beyond it.
  const [first, beyond] = [new Int32Array(side), new Int32Array(side)];
  for (let k = 0; k < side; k++) {
    const at = Math.min(Math.max((2 * k + 1) * from - side, 0), unit * (from - 1));
    first[k] = Math.floor(at / unit);
    beyond[k] = at % unit;
  }
  const result = new Uint8Array(side * side);
  for (let y = 0, out = 0; y < side; y++) {
    const above = (first[y] as number) * from;
    const below = Math.min(above + from, (from - 1) * from);
    const down = beyond[y] as number;
    for (let x = 0; x < side; x++, out++) {
      const left = first[x] as number;
      const right = Math.min(left + 1, from - 1);
      const across = beyond[x] as number;
      const upper = (square[above + left] as number) * (unit - across) + (square[above + right] as number) * across;
      const lower = (square[below + left] as number) * (unit - across) + (square[below + right] as number) * across;
      if (upper * (unit - down) + lower * down >= half) result[out] = 255;
    }
  }
  return result;
}

/** How many pixels of each row and of each column are white. */
function whiteCounts(silhouette: Uint8Array, width: number, height: number): [rows: Int32Array, columns: Int32Array] {
  const [rows, columns] = [new Int32Array(height), new Int32Array(width)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if ((silhouette[i] as number) < WHITE) continue;
      rows[y] = (rows[y] as number) + 1;
      columns[x] = (columns[x] as number) + 1;
    }
  }
  return [rows, columns];
}

/** The first count that is enough, and the one after the last; all where there is none. */
function extent(counts: Int32Array, enough: number): [first: number, end: number] {
  const first = counts.findIndex((count) => count >= enough);
  if (first < 0) return [0, counts.length];
  let end = counts.length;
  while ((counts[end - 1] as number) < enough) end--;
  return [first, end];
}
