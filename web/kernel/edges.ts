/**
 * Foreground with a sharp edge: scores in; where their mean over 3×3 pixels exceeds the threshold, and that without the
 * rim, out.
 *
 * The rim are pixels at the edge that are mixtures of hand and background, and more background than hand. An edge is
 * where one of 3×3 pixels has hardly changed. A mixture is more background than hand where it differs by less than half
 * of what the strongest of the 3×3 does, which is a quarter of its score.
 */

import { changed, height, raw, rowLeast, rowMost, rowSum, score, threshold, width } from "./memory";

/** Fills `changed` and `raw` from `score`; beyond the picture's edges its outermost pixels are repeated. */
export function findEdges(): void {
  for (let y = 0; y < height; y++) {
    const row = score + 4 * <usize>(y * width);
    const above = y > 0 ? row - 4 * width : row;
    const below = y + 1 < height ? row + 4 * width : row;
    joinRows(above, row, below);
    repeatEnds(rowSum);
    repeatEnds(rowLeast);
    repeatEnds(rowMost);
    markRow(row, changed + y * width, raw + y * width);
  }
}

/** Of three rows: sums of scores, capped so that a few do not carry their neighbours; the least and the most of each. */
function joinRows(above: usize, row: usize, below: usize): void {
  const bytes = <usize>width * 4;
  if (ASC_FEATURE_SIMD) {
    const cap = i32x4.splat(2 * threshold);
    for (let at: usize = 0; at < bytes; at += 16) {
      const a = v128.load(above + at);
      const b = v128.load(row + at);
      const c = v128.load(below + at);
      const sum = i32x4.add(i32x4.add(i32x4.min_s(a, cap), i32x4.min_s(b, cap)), i32x4.min_s(c, cap));
      v128.store(rowSum + at, sum);
      v128.store(rowLeast + at, i32x4.min_s(i32x4.min_s(a, b), c));
      v128.store(rowMost + at, i32x4.max_s(i32x4.max_s(a, b), c));
    }
  } else {
    const cap = 2 * threshold;
    for (let at: usize = 0; at < bytes; at += 4) {
      const a = load<i32>(above + at);
      const b = load<i32>(row + at);
      const c = load<i32>(below + at);
      store<i32>(rowSum + at, min(a, cap) + min(b, cap) + min(c, cap));
      store<i32>(rowLeast + at, min(min(a, b), c));
      store<i32>(rowMost + at, max(max(a, b), c));
    }
  }
}

function repeatEnds(row: usize): void {
  const last = row + 4 * <usize>(width - 1);
  store<i32>(row - 4, load<i32>(row));
  store<i32>(last + 4, load<i32>(last));
}

/**
 * Writes 0 or 255 for each pixel of a row; what vectors write behind its end is overwritten with the next row.
 *
 * `2 · least < threshold` and `4 · score < most` are asked without the products, which would not fit 32 bits.
 */
function markRow(row: usize, toChanged: usize, toRaw: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const overs = bytesOf(over4(4 * x), over4(4 * x + 16), over4(4 * x + 32), over4(4 * x + 48));
      v128.store(toChanged + x, overs);
      if (!v128.any_true(overs)) {
        v128.store(toRaw + x, overs);
        continue;
      }
      const rims = bytesOf(rim4(row, 4 * x), rim4(row, 4 * x + 16), rim4(row, 4 * x + 32), rim4(row, 4 * x + 48));
      v128.store(toRaw + x, v128.andnot(overs, rims));
    }
  } else {
    for (let x: usize = 0; x < <usize>width; x++) {
      const isOver = sum3(rowSum + 4 * x) > 9 * threshold;
      const least = min(
        min(load<i32>(rowLeast + 4 * x - 4), load<i32>(rowLeast + 4 * x)),
        load<i32>(rowLeast + 4 * x, 4),
      );
      const most = max(max(load<i32>(rowMost + 4 * x - 4), load<i32>(rowMost + 4 * x)), load<i32>(rowMost + 4 * x, 4));
      const isRim = least <= (threshold - 1) >> 1 && load<i32>(row + 4 * x) <= (most - 1) >> 2;
      store<u8>(toChanged + x, isOver ? 255 : 0);
      store<u8>(toRaw + x, isOver && !isRim ? 255 : 0);
    }
  }
}

function sum3(at: usize): i32 {
  return load<i32>(at - 4) + load<i32>(at) + load<i32>(at, 4);
}

function over4(at: usize): v128 {
  const sum = i32x4.add(i32x4.add(v128.load(rowSum + at - 4), v128.load(rowSum + at)), v128.load(rowSum + at, 4));
  return i32x4.gt_s(sum, i32x4.splat(9 * threshold));
}

function rim4(row: usize, at: usize): v128 {
  const least = i32x4.min_s(
    i32x4.min_s(v128.load(rowLeast + at - 4), v128.load(rowLeast + at)),
    v128.load(rowLeast + at, 4),
  );
  const most = i32x4.max_s(
    i32x4.max_s(v128.load(rowMost + at - 4), v128.load(rowMost + at)),
    v128.load(rowMost + at, 4),
  );
  const isEdge = i32x4.le_s(least, i32x4.splat((threshold - 1) >> 1));
  return v128.and(isEdge, i32x4.le_s(v128.load(row + at), i32x4.shr_s(i32x4.sub(most, i32x4.splat(1)), 2)));
}

/** Sixteen yes or no of 32 bits as sixteen bytes. */
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}
