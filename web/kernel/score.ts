/** Squared deviation from the background over variance, in 256ths: a frame and its gains in, a score a pixel out. */

import { four, gainOf, UNIT_GAIN_BITS } from "./gains";
import { frame, framePlane, mean, numberPlane, pixels, score, weight } from "./memory";

const WHITE: i32 = 255 << 8;
const ONE_WEIGHT: f64 = 1.0 / <f64>(1 << 20);
/** Scores are limited to this: they fit 32 bits. */
export const STRONGEST: i32 = 1 << 30;

/** Products stay below 2**53, where floats of 64 bits are exact whole numbers. */
export function scorePixels(): void {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const strongest = f64x2.splat(STRONGEST);
    for (; i + 4 <= <usize>pixels; i += 4) {
      const red = difference4(0, i);
      const green = difference4(1, i);
      const blue = difference4(2, i);
      const first = f64x2.add(
        f64x2.add(
          weigh2(red, v128.load64_zero(weight + 4 * i)),
          weigh2(green, v128.load64_zero(weight + numberPlane + 4 * i)),
        ),
        weigh2(blue, v128.load64_zero(weight + 2 * numberPlane + 4 * i)),
      );
      const last = f64x2.add(
        f64x2.add(
          weigh2(upper(red), v128.load64_zero(weight + 4 * i, 8)),
          weigh2(upper(green), v128.load64_zero(weight + numberPlane + 4 * i, 8)),
        ),
        weigh2(upper(blue), v128.load64_zero(weight + 2 * numberPlane + 4 * i, 8)),
      );
      v128.store64_lane(score + 4 * i, i32x4.trunc_sat_f64x2_s_zero(f64x2.pmin(strongest, first)), 0);
      v128.store64_lane(score + 4 * i, i32x4.trunc_sat_f64x2_s_zero(f64x2.pmin(strongest, last)), 0, 8);
    }
  }
  for (; i < <usize>pixels; i++) {
    const sum = deviation(0, i) + deviation(1, i) + deviation(2, i);
    store<i32>(score + 4 * i, <i32>min(sum, <f64>STRONGEST));
  }
}

function deviation(channel: usize, i: usize): f64 {
  const at = channel * numberPlane + 4 * i;
  const expected = min((load<i32>(mean + at) * gainOf(channel)) >> UNIT_GAIN_BITS, WHITE);
  const difference = <f64>(((<i32>load<u8>(frame + channel * framePlane + i)) << 8) - expected);
  return floor(difference * difference * <f64>load<i32>(weight + at) * ONE_WEIGHT);
}

function difference4(channel: usize, i: usize): v128 {
  const scaled = i32x4.mul(v128.load(mean + channel * numberPlane + 4 * i), i32x4.splat(gainOf(channel)));
  const expected = i32x4.min_s(i32x4.shr_s(scaled, UNIT_GAIN_BITS), i32x4.splat(WHITE));
  return i32x4.sub(i32x4.shl(four(frame + channel * framePlane + i), 8), expected);
}

/** Of the lower two. */
function weigh2(differences: v128, weights: v128): v128 {
  const each = f64x2.convert_low_i32x4_s(differences);
  const product = f64x2.mul(
    f64x2.mul(f64x2.mul(each, each), f64x2.convert_low_i32x4_s(weights)),
    f64x2.splat(ONE_WEIGHT),
  );
  return f64x2.floor(product);
}

/** The upper two in the lower two's place. */
function upper(four: v128): v128 {
  return i64x2.shuffle(four, four, 1, 1);
}
