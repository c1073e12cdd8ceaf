/**
 * Small connected components of a mask: pixels of 0 and 255 in, the pixels of small components changed, in place.
 *
 * What is labelled are runs of equal pixels in a row, which are some hundred where the pixels are thousands.
 */

import { array, height, pixels, width } from "./memory";

/** Of each run, 32 bits each: its first pixel, the one behind its last, its parent, its component's area. */
const RUN: usize = 16;
let runs: usize = 0;

/** Sets components of `value` with fewer than `area` pixels to the other value; `reach` 1 joins diagonals too, 0 not. */
export function flipSmall(mask: usize, value: u8, area: i32, reach: i32): void {
  if (runs === 0) runs = array(RUN * <usize>((pixels + height) / 2 + 1));
  const end = findRuns(mask, value, reach);
  for (let run = runs; run < end; run += RUN) {
    const root = rootOf(run);
    store<i32>(root, load<i32>(root, 12) + load<i32>(run, 4) - load<i32>(run), 12);
  }
  for (let run = runs; run < end; run += RUN) {
    const first = load<i32>(run);
    if (load<i32>(rootOf(run), 12) < area) memory.fill(mask + first, ~value, load<i32>(run, 4) - first);
  }
}

/** Lists the runs of `value`, joined with those that they touch in the row above; gives the list's end. */
function findRuns(mask: usize, value: u8, reach: i32): usize {
  let above = runs;
  let aboveEnd = runs;
  let end = runs;
  for (let y = 0; y < height; y++) {
    const row = end;
    end = findRunsOfRow(mask, value, y * width, end);
    joinRows(above, aboveEnd, row, end, reach);
    above = row;
    aboveEnd = end;
  }
  return end;
}

function findRunsOfRow(mask: usize, value: u8, first: i32, to: usize): usize {
  const last = first + width;
  let isInside = false;
  for (let i = first; i < last; i++) {
    if (ASC_FEATURE_SIMD) {
      // Sixteen pixels that go on as the last one did are passed at once.
      if (i + 16 <= last) {
        const same = i8x16.eq(v128.load(mask + i), i8x16.splat(isInside ? value : ~value));
        const other = ~i8x16.bitmask(same) & 0xffff;
        i += other === 0 ? 16 : ctz(other);
        if (other === 0) {
          i--;
          continue;
        }
      }
    }
    const isValue = load<u8>(mask + i) === value;
    if (isValue === isInside) continue;
    isInside = isValue;
    if (!isValue) {
      store<i32>(to, i, 4);
      to += RUN;
      continue;
    }
    store<i32>(to, i);
    store<u32>(to, <u32>to, 8);
    store<i32>(to, 0, 12);
  }
  if (!isInside) return to;
  store<i32>(to, last, 4);
  return to + RUN;
}

/** Joins runs of two rows that overlap, or with `reach` 1 lie corner to corner; both lists go from left to right. */
function joinRows(above: usize, aboveEnd: usize, row: usize, end: usize, reach: i32): void {
  while (above < aboveEnd && row < end) {
    const aboveFirst = load<i32>(above) + width;
    const aboveLast = load<i32>(above, 4) + width;
    if (aboveFirst < load<i32>(row, 4) + reach && load<i32>(row) < aboveLast + reach) join(above, row);
    if (aboveLast < load<i32>(row, 4)) above += RUN;
    else row += RUN;
  }
}

function join(a: usize, b: usize): void {
  const rootA = rootOf(a);
  const rootB = rootOf(b);
  store<u32>(max(rootA, rootB), <u32>min(rootA, rootB), 8);
}

function rootOf(run: usize): usize {
  let at = run;
  while (<usize>load<u32>(at, 8) !== at) {
    store<u32>(at, load<u32>(load<u32>(at, 8), 8), 8);
    at = load<u32>(at, 8);
  }
  return at;
}
