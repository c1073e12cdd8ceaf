/**
 * The camera's own colours, luma and half as much chroma each way (4:2:0), in; RGBA, which the other stages take, out.
 *
 * Numbers are in 32nds while they are summed. A factor of conversion is a quarter of itself in Q15, because those over
 * one would not fit; values go in times 128, so that their product with it is in 32nds.
 */

import { grown, rgba } from "./memory";

let planesBlock: usize = 0;
let darkest: i32 = 0;
let lumaScale: i32 = 0;
let redOfV: i32 = 0;
let greenOfU: i32 = 0;
let greenOfV: i32 = 0;
let blueOfU: i32 = 0;

/** Makes room for so many bytes of planes and gives its address. Traps where there is no memory for it. */
export function makePlanes(bytes: usize): usize {
  planesBlock = grown(planesBlock, bytes);
  return planesBlock;
}

/** Takes the luma of black, and the factors of conversion, each times 8192. */
export function setColours(black: i32, scale: i32, rv: i32, gu: i32, gv: i32, bu: i32): void {
  darkest = black;
  lumaScale = scale;
  redOfV = rv;
  greenOfU = gu;
  greenOfV = gv;
  blueOfU = bu;
}

/**
 * Converts what lies in the room for planes: luma, u and v begin there at these offsets, their rows are so many bytes
 * apart, and two values of u (or v) are `step` bytes apart: 1 in planes of their own, 2 where u and v take turns.
 */
export function toRgba(
  width: i32,
  height: i32,
  luma: usize,
  lumaStride: usize,
  u: usize,
  v: usize,
  chromaStride: usize,
  step: usize,
): void {
  for (let row: usize = 0; row < <usize>height; row++) {
    const chroma = planesBlock + (row >> 1) * chromaStride;
    convertRow(rgba + 4 * row * width, planesBlock + luma + row * lumaStride, chroma + u, chroma + v, width, step);
  }
}

function convertRow(to: usize, luma: usize, u: usize, v: usize, width: usize, step: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < width; x += 16) {
      const blueness = centred(u + (x >> 1) * step, step);
      const redness = centred(v + (x >> 1) * step, step);
      const values = v128.load(luma + x);
      const left = brightness(i16x8.extend_low_i8x16_u(values));
      const right = brightness(i16x8.extend_high_i8x16_u(values));
      const red = i16x8.q15mulr_sat_s(redness, i16x8.splat(<i16>redOfV));
      const green = i16x8.add(
        i16x8.q15mulr_sat_s(blueness, i16x8.splat(<i16>greenOfU)),
        i16x8.q15mulr_sat_s(redness, i16x8.splat(<i16>greenOfV)),
      );
      const blue = i16x8.q15mulr_sat_s(blueness, i16x8.splat(<i16>blueOfU));
      put16(to + 4 * x, bytes(left, right, red), bytes(left, right, green), bytes(left, right, blue));
    }
  } else {
    for (let x: usize = 0; x < width; x++) {
      const blueness = (<i32>load<u8>(u + (x >> 1) * step) - 128) << 7;
      const redness = (<i32>load<u8>(v + (x >> 1) * step) - 128) << 7;
      const bright = product((<i32>load<u8>(luma + x) - darkest) << 7, lumaScale) + 16;
      const pixel = to + 4 * x;
      store<u8>(pixel, byte(bright + product(redness, redOfV)));
      store<u8>(pixel, byte(bright + product(blueness, greenOfU) + product(redness, greenOfV)), 1);
      store<u8>(pixel, byte(bright + product(blueness, blueOfU)), 2);
      store<u8>(pixel, 255, 3);
    }
  }
}

/** Eight values of u or v, around zero, times 128. */
function centred(at: usize, step: usize): v128 {
  const values = step === 1 ? v128.load8x8_u(at) : v128.and(v128.load(at), i16x8.splat(255));
  return i16x8.shl(i16x8.sub(values, i16x8.splat(128)), 7);
}

/** Eight values of luma in 32nds of a level, and the half that is lost in rounding down. */
function brightness(values: v128): v128 {
  const above = i16x8.shl(i16x8.sub(values, i16x8.splat(<i16>darkest)), 7);
  return i16x8.add(i16x8.q15mulr_sat_s(above, i16x8.splat(<i16>lumaScale)), i16x8.splat(16));
}

/** Sixteen values of a channel: luma of sixteen pixels, and what each of eight pairs adds. */
function bytes(left: v128, right: v128, added: v128): v128 {
  const first = v128.shuffle<i16>(added, added, 0, 0, 1, 1, 2, 2, 3, 3);
  const second = v128.shuffle<i16>(added, added, 4, 4, 5, 5, 6, 6, 7, 7);
  return i8x16.narrow_i16x8_u(i16x8.shr_s(i16x8.add(left, first), 5), i16x8.shr_s(i16x8.add(right, second), 5));
}

/** Writes sixteen pixels. */
function put16(to: usize, red: v128, green: v128, blue: v128): void {
  const alpha = i8x16.splat(-1);
  for (let half: usize = 0; half < 2; half++) {
    const redGreen = half === 0 ? low(red, green) : high(red, green);
    const blueAlpha = half === 0 ? low(blue, alpha) : high(blue, alpha);
    v128.store(to + 32 * half, v128.shuffle<i16>(redGreen, blueAlpha, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to + 32 * half, v128.shuffle<i16>(redGreen, blueAlpha, 4, 12, 5, 13, 6, 14, 7, 15), 16);
  }
}

/** The first eight bytes of both, in turns. */
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** The last eight bytes of both, in turns. */
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** What q15mulr_sat_s does: the product in Q15, rounded. */
function product(a: i32, b: i32): i32 {
  return (a * b + 0x4000) >> 15;
}

function byte(value: i32): u8 {
  return <u8>min(max(value >> 5, 0), 255);
}
