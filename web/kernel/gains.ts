/** Change of brightness and colour since the background: a frame in, one gain for each channel, in 1024ths, out. */

import { array, frame, framePlane, mean, numberPlane, pixels, wasBackground } from "./memory";

export const UNIT_GAIN_BITS: i32 = 10;
export const DARKEST: i32 = 24 * 256; // outside, a pixel's ratio says nothing: noise below, clipping above
export const BRIGHTEST: i32 = 248;
const BINS: i32 = 128; // ratios of frame to background from 0 to 2, in steps of 16/1024
const STEP_BITS: i32 = 4;
const ONE: u64 = 1 << 32;
/** Of level over mean: both the mean's 256ths and the gain's 1024ths. */
const RATIO_BITS: i32 = 8 + UNIT_GAIN_BITS;

let red: i32 = 0;
let green: i32 = 0;
let blue: i32 = 0;
/** Of each bin 64 bits: how many ratios in the upper half, their sum in the lower. One histogram for each lane. */
let histograms: usize = 0;
const HISTOGRAM: usize = 8 * 160; // the bins, and behind them one for what does not count

export function gainOf(channel: usize): i32 {
  return channel === 0 ? red : channel === 1 ? green : blue;
}

/** The light is as it was. */
export function resetGains(): void {
  red = green = blue = 1 << UNIT_GAIN_BITS;
}

/** The most frequent ratio of each channel: pixels of a hand spread theirs, those of the background agree on one. */
export function estimateGains(): void {
  if (histograms === 0) histograms = array(4 * HISTOGRAM);
  let usable = 0;
  for (let i = 0; i < pixels; i++) usable += load<u8>(wasBackground + i) & 1;
  const all: i32 = 8 * usable < pixels ? -1 : 0; // nearly everything changed: a light was switched
  red = estimate(0, red, all);
  green = estimate(1, green, all);
  blue = estimate(2, blue, all);
}

function estimate(channel: usize, before: i32, all: i32): i32 {
  memory.fill(histograms, 0, 4 * HISTOGRAM);
  const values = frame + channel * framePlane;
  const means = mean + channel * numberPlane;
  let i = 0;
  if (ASC_FEATURE_SIMD) {
    for (; i + 4 <= pixels; i += 4) count4(values + i, means + 4 * i, wasBackground + i, all);
  }
  for (; i < pixels; i++) {
    const value: i32 = load<u8>(values + i);
    const expected = load<i32>(means + 4 * i);
    const counts = (all | <i32>load<u8>(wasBackground + i)) !== 0;
    if (!counts || expected < DARKEST || expected >= BRIGHTEST << 8 || value >= BRIGHTEST) continue;
    const ratio = (value << RATIO_BITS) / expected;
    if (ratio >> STEP_BITS < BINS) add(0, ratio >> STEP_BITS, ratio);
  }
  return mode(before);
}

/** Counts four pixels. Their quotients as floats are at most one off, which the remainders tell. */
function count4(values: usize, means: usize, backgrounds: usize, all: i32): void {
  const value = four(values);
  const expected = v128.load(means);
  const isBackground = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(backgrounds)));
  const dividend = i32x4.shl(value, RATIO_BITS);
  let ratio = i32x4.trunc_sat_f32x4_s(f32x4.div(f32x4.convert_i32x4_s(dividend), f32x4.convert_i32x4_s(expected)));
  const rest = i32x4.sub(dividend, i32x4.mul(ratio, expected));
  ratio = i32x4.add(ratio, i32x4.lt_s(rest, i32x4.splat(0)));
  ratio = i32x4.sub(ratio, i32x4.ge_s(rest, expected));
  const bin = i32x4.shr_s(ratio, STEP_BITS);
  const counts = v128.and(
    v128.and(v128.or(isBackground, i32x4.splat(all)), i32x4.lt_s(value, i32x4.splat(BRIGHTEST))),
    v128.and(
      v128.and(i32x4.ge_s(expected, i32x4.splat(DARKEST)), i32x4.lt_s(expected, i32x4.splat(BRIGHTEST << 8))),
      i32x4.lt_s(bin, i32x4.splat(BINS)),
    ),
  );
  const place = v128.bitselect(bin, i32x4.splat(BINS), counts);
  add(0, i32x4.extract_lane(place, 0), i32x4.extract_lane(ratio, 0));
  add(1, i32x4.extract_lane(place, 1), i32x4.extract_lane(ratio, 1));
  add(2, i32x4.extract_lane(place, 2), i32x4.extract_lane(ratio, 2));
  add(3, i32x4.extract_lane(place, 3), i32x4.extract_lane(ratio, 3));
}

/** Four bytes as four numbers. */
export function four(bytes: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes)));
}

/** Lanes have histograms of their own: most ratios fall into one bin, where each addition would wait for the last. */
function add(lane: usize, bin: i32, ratio: i32): void {
  const at = histograms + lane * HISTOGRAM + 8 * <usize>bin;
  store<u64>(at, load<u64>(at) + ONE + <u64>ratio);
}

/**
 * The mode, refined by the mean of the bins around it; `before` where nothing can be said.
 *
 * The neighbours are added with weights 1, 2, 3, 2, 1; of equal peaks the first wins.
 */
function mode(before: i32): i32 {
  for (let bin = 0; bin < BINS; bin++) {
    const at = histograms + 8 * <usize>bin;
    store<u64>(
      at,
      load<u64>(at) + load<u64>(at, HISTOGRAM) + load<u64>(at, 2 * HISTOGRAM) + load<u64>(at, 3 * HISTOGRAM),
    );
  }
  let peak = 0;
  let highest = -1;
  for (let bin = 0; bin < BINS; bin++) {
    const smooth = 3 * countOf(bin) + 2 * (countOf(bin - 1) + countOf(bin + 1)) + countOf(bin - 2) + countOf(bin + 2);
    if (smooth <= highest) continue;
    highest = smooth;
    peak = bin;
  }
  let n = 0;
  let sum: i64 = 0;
  for (let bin = max(peak - 2, 0); bin <= min(peak + 2, BINS - 1); bin++) {
    n += countOf(bin);
    sum += load<u32>(histograms + 8 * <usize>bin);
  }
  return n < 16 ? before : <i32>max(sum / n, 1);
}

function countOf(bin: i32): i32 {
  return bin < 0 || bin >= BINS ? 0 : load<i32>(histograms + 8 * <usize>bin, 4);
}
