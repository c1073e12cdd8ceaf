/**
 * Area mean over integer bins: a picture of bytes in, one of another size out, each channel as a plane.
 *
 * Bin j of n over a side of s pixels is floor(j·s/n) up to floor((j+1)·s/n), one pixel at least. A canvas' or a
 * library's resize is never used before the model: each rounds in its own way. Bins have less than 2**15 pixels and
 * 257 rows, so that sums of columns fit 16 bits, and a quotient of two floats is never rounded up to the next whole
 * number.
 */

import { grown } from "./memory";

const COLOURS: i32 = 3;
/** Of each byte of a row, 16 bits. */
let columnSums: usize = 0;

/**
 * Writes the means of a picture of sourceWidth × sourceHeight as width × height bytes, a plane `plane` bytes after the
 * last. It has one channel, or the four of RGBA, of which alpha is left out.
 */
export function areaMean(
  source: usize,
  channels: i32,
  sourceWidth: i32,
  sourceHeight: i32,
  to: usize,
  plane: usize,
  width: i32,
  height: i32,
): void {
  const bytes: usize = <usize>sourceWidth * channels;
  columnSums = grown(columnSums, 2 * bytes);
  for (let row = 0; row < height; row++) {
    const top = edge(row, sourceHeight, height);
    const bottom = max(edge(row + 1, sourceHeight, height), top + 1);
    addRows(source + <usize>top * bytes, bottom - top, bytes);
    for (let column = 0; column < width; column++) {
      const left = edge(column, sourceWidth, width);
      const right = max(edge(column + 1, sourceWidth, width), left + 1);
      putMean(to++, plane, channels, left, right, (bottom - top) * (right - left));
    }
  }
}

function edge(j: i32, size: i32, bins: i32): i32 {
  return (j * size) / bins;
}

/** Sums each byte of a row over so many rows. */
function addRows(source: usize, rows: i32, bytes: usize): void {
  memory.fill(columnSums, 0, 2 * bytes);
  for (let row = 0; row < rows; row++, source += bytes) {
    if (ASC_FEATURE_SIMD) {
      for (let at: usize = 0; at < bytes; at += 16) {
        const values = v128.load(source + at);
        const sum = columnSums + 2 * at;
        v128.store(sum, i16x8.add(v128.load(sum), i16x8.extend_low_i8x16_u(values)));
        v128.store(sum, i16x8.add(v128.load(sum, 16), i16x8.extend_high_i8x16_u(values)), 16);
      }
    } else {
      for (let at: usize = 0; at < bytes; at++) {
        const sum = columnSums + 2 * at;
        store<u16>(sum, load<u16>(sum) + load<u8>(source + at));
      }
    }
  }
}

/** Writes the mean of `count` pixels in the columns left … right, rounded half up, into each plane. */
function putMean(to: usize, plane: usize, channels: i32, left: i32, right: i32, count: i32): void {
  const pixel: usize = 2 * <usize>channels;
  const first = columnSums + pixel * <usize>left;
  const end = columnSums + pixel * <usize>right;
  if (ASC_FEATURE_SIMD) {
    if (channels > COLOURS) {
      let sum = i32x4.splat(0);
      for (let at = first; at < end; at += 8) sum = i32x4.add(sum, v128.load16x4_u(at));
      const twice = i32x4.add(i32x4.shl(sum, 1), i32x4.splat(count));
      const quotient = f32x4.div(f32x4.convert_i32x4_s(twice), f32x4.splat(<f32>count * 2));
      const means = i32x4.trunc_sat_f32x4_s(quotient);
      store<u8>(to, i32x4.extract_lane(means, 0));
      store<u8>(to + plane, i32x4.extract_lane(means, 1));
      store<u8>(to + 2 * plane, i32x4.extract_lane(means, 2));
      return;
    }
  }
  for (let channel = 0; channel < min(channels, COLOURS); channel++, to += plane) {
    let sum = 0;
    for (let at = first + 2 * channel; at < end; at += pixel) sum += load<u16>(at);
    store<u8>(to, (2 * sum + count) / (2 * count));
  }
}
