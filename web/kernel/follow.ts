/** What the background model keeps up with: a frame and its foreground in, the background's means moved, in place. */

import { BRIGHTEST, four, gainOf, UNIT_GAIN_BITS } from "./gains";
import {
  array,
  changed,
  clean,
  followShift,
  frame,
  framePlane,
  height,
  mean,
  numberPlane,
  pixels,
  rowSum,
  wasBackground,
  width,
} from "./memory";

const RATIO_BITS: i32 = 8 + UNIT_GAIN_BITS;
/** For each value of a frame, the value without the gain, in 256ths. */
let withoutGain: usize = 0;

/** Background are the pixels with no foreground, changed or clean, in their 3×3 pixels. */
export function markBackground(): void {
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = y > 0 ? row - width : row;
    const below = y + 1 < height ? row + width : row;
    joinRows(above, row, below);
    spread(wasBackground + row);
  }
}

/** Writes 255 into `rowSum`, a byte a pixel, where one of three rows has foreground; beyond its ends there is none. */
function joinRows(above: i32, row: i32, below: i32): void {
  if (ASC_FEATURE_SIMD) {
    for (let x = 0; x < width; x += 16) {
      const near = v128.or(v128.or(any16(above + x), any16(row + x)), any16(below + x));
      v128.store(rowSum + x, near);
    }
  } else {
    for (let x = 0; x < width; x++) store<u8>(rowSum + x, any(above + x) | any(row + x) | any(below + x));
  }
  store<u8>(rowSum - 1, 0);
  store<u8>(rowSum + width, 0);
}

function any16(i: i32): v128 {
  return v128.or(v128.load(changed + i), v128.load(clean + i));
}

function any(i: i32): u8 {
  return load<u8>(changed + i) | load<u8>(clean + i);
}

/** What vectors write behind the row's end is overwritten with the next row. */
function spread(to: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x = 0; x < width; x += 16) {
      const near = v128.or(v128.or(v128.load(rowSum + x - 1), v128.load(rowSum + x)), v128.load(rowSum + x + 1));
      v128.store(to + x, v128.not(near));
    }
  } else {
    for (let x = 0; x < width; x++) {
      store<u8>(to + x, ~(load<u8>(rowSum + x - 1) | load<u8>(rowSum + x) | load<u8>(rowSum + x + 1)));
    }
  }
}

/** Moves the mean of background pixels towards the frame. */
export function follow(): void {
  if (withoutGain === 0) withoutGain = array(4 * 256);
  for (let channel: usize = 0; channel < 3; channel++) {
    const gain = gainOf(channel);
    for (let value = 0; value < 256; value++) store<i32>(withoutGain + 4 * value, (value << RATIO_BITS) / gain);
    moveMeans(frame + channel * framePlane, mean + channel * numberPlane);
  }
}

function moveMeans(values: usize, means: usize): void {
  let i = 0;
  if (ASC_FEATURE_SIMD) {
    for (; i + 4 <= pixels; i += 4) {
      const flags = v128.load32_zero(wasBackground + i);
      if (!v128.any_true(flags)) continue;
      const isDark = i32x4.lt_s(four(values + i), i32x4.splat(BRIGHTEST));
      const moves = v128.and(i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(flags)), isDark);
      let towards = v128.load32_zero(withoutGain + 4 * <usize>load<u8>(values + i));
      towards = v128.load32_lane(withoutGain + 4 * <usize>load<u8>(values + i, 1), towards, 1);
      towards = v128.load32_lane(withoutGain + 4 * <usize>load<u8>(values + i, 2), towards, 2);
      towards = v128.load32_lane(withoutGain + 4 * <usize>load<u8>(values + i, 3), towards, 3);
      const before = v128.load(means + 4 * i);
      const step = i32x4.shr_s(i32x4.sub(towards, before), followShift);
      v128.store(means + 4 * i, i32x4.add(before, v128.and(step, moves)));
    }
  }
  for (; i < pixels; i++) {
    const value: i32 = load<u8>(values + i);
    if (load<u8>(wasBackground + i) === 0 || value >= BRIGHTEST) continue;
    const before = load<i32>(means + 4 * i);
    store<i32>(means + 4 * i, before + ((load<i32>(withoutGain + 4 * value) - before) >> followShift));
  }
}
