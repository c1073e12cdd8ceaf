/**
 * The mean over integer bins of the camera's RGBA: planes of red, green and blue at the working size out.
 *
 * Twin of training/area_mean.py; src/worker/area-mean.ts says more. Bins have less than 2**15 pixels and 257 rows, so
 * that sums of columns fit 16 bits, and a quotient of two floats is never rounded up to the next whole number.
 */

import { array, frame, framePlane, height, rgba, width } from "./memory";

let columnSums: usize = 0;
let columns: i32 = 0;

/** Takes a frame of sourceWidth × sourceHeight that lies at `rgba`. */
export function shrink(sourceWidth: i32, sourceHeight: i32): void {
  if (columns < sourceWidth) {
    columns = sourceWidth;
    columnSums = array(8 * <usize>sourceWidth);
  }
  for (let row = 0; row < height; row++) {
    const top = edge(row, sourceHeight, height);
    const bottom = max(edge(row + 1, sourceHeight, height), top + 1);
    addRows(sourceWidth, top, bottom);
    for (let column = 0; column < width; column++) {
      const left = edge(column, sourceWidth, width);
      const right = max(edge(column + 1, sourceWidth, width), left + 1);
      putMean(frame + row * width + column, left, right, (bottom - top) * (right - left));
    }
  }
}

/** Bin `j` of `bins` over `size` pixels begins at floor(j · size / bins). */
function edge(j: i32, size: i32, bins: i32): i32 {
  return (j * size) / bins;
}

/** Sums each of the four channels of each column over the rows. */
function addRows(sourceWidth: i32, top: i32, bottom: i32): void {
  const bytes = <usize>sourceWidth * 4;
  memory.fill(columnSums, 0, 2 * bytes);
  for (let row = top; row < bottom; row++) {
    const source = rgba + <usize>row * bytes;
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
function putMean(to: usize, left: i32, right: i32, count: i32): void {
  const first = columnSums + 8 * <usize>left;
  const end = columnSums + 8 * <usize>right;
  if (ASC_FEATURE_SIMD) {
    let sum = i32x4.splat(0);
    for (let at = first; at < end; at += 8) sum = i32x4.add(sum, v128.load16x4_u(at));
    const twice = i32x4.add(i32x4.shl(sum, 1), i32x4.splat(count));
    const quotient = f32x4.div(f32x4.convert_i32x4_s(twice), f32x4.splat(<f32>count * 2));
    const means = i32x4.trunc_sat_f32x4_s(quotient);
    store<u8>(to, i32x4.extract_lane(means, 0));
    store<u8>(to + framePlane, i32x4.extract_lane(means, 1));
    store<u8>(to + 2 * framePlane, i32x4.extract_lane(means, 2));
  } else {
    for (let channel: usize = 0; channel < 3; channel++) {
      let sum = 0;
      for (let at = first; at < end; at += 8) sum += load<u16>(at + 2 * channel);
      store<u8>(to + channel * framePlane, (2 * sum + count) / (2 * count));
    }
  }
}
