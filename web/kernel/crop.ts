/**
 * The square of a hand: a frame's RGBA in, the square turned upright at the network's size out, three bytes a pixel.
 *
 * A pixel is the mean, rounded half up, of k × k samples, each bilinear with weights in 256ths; outside the frame all
 * is black. Floats only say where the first sample lies and how far it is to the next: from there on whole numbers,
 * so that every machine gives the same bytes. Positions are in 2**-32 of a pixel, within one pixel's samples in 2**-16.
 */

import { array, grown, rgba } from "./memory";

const MOST_SAMPLES: f64 = 4; // each way
const ONE: f64 = 4294967296.0;
/** More than offsets lose when they are rounded; so near to the frame's edge each sample is looked at. */
const MARGIN: i64 = 1 << 18;

let result: usize = 0;
let width: i32 = 0;
let height: i32 = 0;
/** Of each sample of a pixel: how far right and how far down of the pixel's first one, 32 bits each. */
let offsets: usize = 0;
let samples: i32 = 0;
/** Eight times 2**15, where the engine loads it from: a constant in the loop would be made anew for each sample. */
let halves: usize = 0;
/** The mean of a pixel's samples is their sum times this over 2**32, rounded down: exact for sums as small as these. */
let reciprocal: i32 = 0;

/**
 * Crops the frame of columns × rows pixels that lies in the room for pixels; gives where the bytes are.
 *
 * Of the square, in the frame's pixels: its centre, the length of a side, and the unit vector that is up in it. All
 * numbers must be finite, a side of the frame at most 2**14 and that of the square at most 2**16; callers see to it.
 */
export function crop(columns: i32, rows: i32, side: i32, cx: f64, cy: f64, size: f64, ux: f64, uy: f64): usize {
  width = columns;
  height = rows;
  result = grown(result, 3 * <usize>side * side);
  const k = <i32>min(max(ceil(size / <f64>side), 1.0), MOST_SAMPLES);
  const step = size / <f64>(side * k);
  // Right is (-uy, ux), down is (-ux, -uy); a sample's four pixels are told by the place of their common corner.
  const corner = (step - size) / 2.0;
  const rounding = 1.0 / 512.0 - 0.5;
  const firstX = fixed(cx + corner * (-uy - ux) + rounding);
  const firstY = fixed(cy + corner * (ux - uy) + rounding);
  const rightX = fixed(step * -uy);
  const rightY = fixed(step * ux);
  const downX = fixed(step * -ux);
  const downY = fixed(step * -uy);
  setOffsets(k, rightX, rightY, downX, downY);
  const last = <i64>(k - 1);
  const leastX = min(last * rightX, 0) + min(last * downX, 0);
  const leastY = min(last * rightY, 0) + min(last * downY, 0);
  const mostX = max(last * rightX, 0) + max(last * downX, 0);
  const mostY = max(last * rightY, 0) + max(last * downY, 0);
  const endX = (<i64>width) << 32;
  const endY = (<i64>height) << 32;
  const before: i64 = -((<i64>1) << 32) - MARGIN;
  let to = result;
  for (let row = 0; row < side; row++) {
    let x = firstX + <i64>(row * k) * downX;
    let y = firstY + <i64>(row * k) * downY;
    for (let column = 0; column < side; column++) {
      const left = x + leastX;
      const right = x + mostX;
      const top = y + leastY;
      const bottom = y + mostY;
      if (right < before || bottom < before || left > endX || top > endY) {
        store<u32>(to, 0);
      } else if (ASC_FEATURE_SIMD) {
        const isInside =
          left > MARGIN &&
          top > MARGIN &&
          right < endX - ((<i64>1) << 32) - MARGIN &&
          bottom < endY - ((<i64>1) << 32) - MARGIN;
        if (isInside) putInside(to, <i32>(x >> 16), <i32>(y >> 16));
        else putAnywhere(to, <i32>(x >> 16), <i32>(y >> 16));
      } else {
        putAnywhere(to, <i32>(x >> 16), <i32>(y >> 16));
      }
      // Vectors write a byte more than the pixel has; the next pixel overwrites it.
      to += 3;
      x += <i64>k * rightX;
      y += <i64>k * rightY;
    }
  }
  return result;
}

/** Makes grey what was cropped last: each pixel three times its brightness (ITU-R BT.601, in 256ths). */
export function grey(side: i32): void {
  const end = result + 3 * <usize>side * side;
  for (let at = result; at < end; at += 3) {
    const sum = 77 * <u32>load<u8>(at) + 150 * <u32>load<u8>(at, 1) + 29 * <u32>load<u8>(at, 2);
    const brightness = <u8>((sum + 128) >> 8);
    store<u8>(at, brightness);
    store<u8>(at, brightness, 1);
    store<u8>(at, brightness, 2);
  }
}

function fixed(value: f64): i64 {
  return <i64>nearest(value * ONE);
}

function setOffsets(k: i32, rightX: i64, rightY: i64, downX: i64, downY: i64): void {
  if (offsets === 0) {
    offsets = array(8 * 16);
    halves = array(16);
    for (let at: usize = 0; at < 16; at += 2) store<u16>(halves + at, 1 << 15);
  }
  samples = k * k;
  reciprocal = (65535 + samples) / samples;
  for (let down: i64 = 0, to = offsets; down < k; down++) {
    for (let right: i64 = 0; right < k; right++, to += 8) {
      store<i32>(to, <i32>((right * rightX + down * downX) >> 16));
      store<i32>(to, <i32>((right * rightY + down * downY) >> 16), 4);
    }
  }
}

/** Writes a pixel all of whose samples lie between four pixels of the frame. */
function putInside(to: usize, x: i32, y: i32): void {
  const stride = <usize>width * 4;
  const end = offsets + 8 * <usize>samples;
  const half = v128.load(halves);
  // What is multiplied is moved down by half its range, so that it fits 16 bits with a sign.
  let sum = i32x4.splat(samples * ((1 << 15) + (1 << 23)));
  for (let at = offsets; at < end; at += 8) {
    const sampleX = x + load<i32>(at);
    const sampleY = y + load<i32>(at, 4);
    const from = rgba + <usize>(sampleY >> 16) * stride + 4 * <usize>(sampleX >> 16);
    const right = (sampleX >> 8) & 255;
    const above = v128.load8x8_u(from);
    const below = v128.load8x8_u(from + stride);
    const down = i16x8.splat(<i16>((sampleY >> 8) & 255));
    // Between the upper and the lower two pixels: sums below 2**16, in lanes that wrap around at it.
    const between = v128.xor(half, i16x8.add(i16x8.shl(above, 8), i16x8.mul(i16x8.sub(below, above), down)));
    const next = v128.shuffle<i64>(between, between, 1, 1);
    const pairs = v128.shuffle<i16>(between, next, 0, 8, 1, 9, 2, 10, 3, 11);
    // The weights are 256 - right in the lower half and right in the upper one.
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(pairs, i32x4.splat(right * 65535 + 256)));
  }
  const mean = i32x4.shr_u(i32x4.mul(i32x4.shr_u(sum, 16), i32x4.splat(reciprocal)), 16);
  const words = i16x8.narrow_i32x4_u(mean, mean);
  store<u32>(to, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0));
}

/** The same wherever the samples lie. */
function putAnywhere(to: usize, x: i32, y: i32): void {
  const end = offsets + 8 * <usize>samples;
  for (let channel: usize = 0; channel < 3; channel++) {
    let sum = samples << 15;
    for (let at = offsets; at < end; at += 8) {
      const sampleX = x + load<i32>(at);
      const sampleY = y + load<i32>(at, 4);
      const column = sampleX >> 16;
      const row = sampleY >> 16;
      const right = (sampleX >> 8) & 255;
      const down = (sampleY >> 8) & 255;
      const first = level(column, row, channel) * (256 - down) + level(column, row + 1, channel) * down;
      const next = level(column + 1, row, channel) * (256 - down) + level(column + 1, row + 1, channel) * down;
      sum += first * (256 - right) + next * right;
    }
    store<u8>(to + channel, ((sum >> 16) * reciprocal) >> 16);
  }
}

function level(column: i32, row: i32, channel: usize): i32 {
  if (<u32>column >= <u32>width || <u32>row >= <u32>height) return 0;
  return load<u8>(rgba + 4 * (<usize>row * <usize>width + <usize>column) + channel);
}
