/**
 * What a network is shown of a silhouette: all of the guide box, or the square around the hand, at the network's size.
 *
 * The square is drawn anew at twice that size and then shrunk, so that the steps of an enlarged outline are smoothed,
 * as those of a hand that was close from the start would be. Whole numbers only.
 */

import { areaMean } from "./area-mean";
import { grown } from "./memory";

// Parts of the silhouette's longer side, or of the white's.
const THINNEST: i32 = 40; // a row or column with less white in it shows a speck and no hand
const MARGIN: i32 = 16; // is left free on each side of the white
const SMALLEST: i32 = 4; // a square is not smaller: what is further away shows no fingers
const FINER: i32 = 2; // times as fine as the input the square is drawn anew

let silhouettes: usize = 0;
let inputs: usize = 0;
let square: usize = 0;
let drawn: usize = 0;
/** Of each column, 16 bits: how many of its pixels are white. */
let whites: usize = 0;
/** Of each new column, 32 bits each: the old one before its middle, and how far its middle is beyond it. */
let places: usize = 0;
/** One row between two old ones, 32 bits a pixel. */
let line: usize = 0;

/** Makes room for so many bytes of silhouettes and gives its address. Traps where there is no memory for it. */
export function makeSilhouettes(bytes: usize): usize {
  silhouettes = grown(silhouettes, bytes);
  return silhouettes;
}

/**
 * Makes the inputs (inputWidth × inputHeight bytes each) of `count` silhouettes of width × height bytes of 0 and 255
 * that lie in the room made for them; gives where they are. With `ofHand` of the square around the white of each.
 */
export function networkInputs(
  count: i32,
  width: i32,
  height: i32,
  inputWidth: i32,
  inputHeight: i32,
  ofHand: bool,
): usize {
  const bytes = <usize>inputWidth * inputHeight;
  inputs = grown(inputs, <usize>count * bytes);
  for (let i: usize = 0; i < <usize>count; i++) {
    const silhouette = silhouettes + i * width * height;
    if (ofHand) {
      const finer = FINER * inputWidth;
      redraw(cutSquare(silhouette, width, height), finer);
      areaMean(drawn, 1, finer, finer, inputs + i * bytes, 0, inputWidth, inputHeight);
    } else {
      areaMean(silhouette, 1, width, height, inputs + i * bytes, 0, inputWidth, inputHeight);
    }
  }
  return inputs;
}

/** Cuts out the square around the white, black where it leaves the picture; of all where nothing is. Gives its side. */
function cutSquare(silhouette: usize, width: i32, height: i32): i32 {
  const longer = max(width, height);
  const enough = max(longer / THINNEST, 1);
  whites = grown(whites, 2 * <usize>width);
  memory.fill(whites, 0, 2 * <usize>width);
  let top = 0;
  let bottom = 0;
  for (let y = 0; y < height; y++) {
    if (countWhites(silhouette + y * width, width) < enough) continue;
    if (bottom === 0) top = y;
    bottom = y + 1;
  }
  let left = 0;
  let right = 0;
  for (let x = 0; x < width; x++) {
    if (<i32>load<u16>(whites + 2 * x) < enough) continue;
    if (right === 0) left = x;
    right = x + 1;
  }
  if (bottom === 0) bottom = height;
  if (right === 0) right = width;
  const extent = max(bottom - top, right - left);
  const side = max(max(extent + 2 * ((extent + MARGIN - 1) / MARGIN), longer / SMALLEST), 1);
  copySquare(silhouette, width, height, (left + right - side) >> 1, (top + bottom - side) >> 1, side);
  return side;
}

/** How many pixels of a row are white, which is 128 at least; each counts in its column too. */
function countWhites(row: usize, width: i32): i32 {
  let count = 0;
  let x = 0;
  if (ASC_FEATURE_SIMD) {
    for (; x + 8 <= width; x += 8) {
      const white = i16x8.shr_u(v128.load8x8_u(row + x), 7);
      v128.store(whites + 2 * x, i16x8.add(v128.load(whites + 2 * x), white));
      count += popcnt(i16x8.bitmask(i16x8.neg(white)));
    }
  }
  for (; x < width; x++) {
    const white = load<u8>(row + x) >> 7;
    store<u16>(whites + 2 * x, load<u16>(whites + 2 * x) + white);
    count += white;
  }
  return count;
}

function copySquare(silhouette: usize, width: i32, height: i32, left: i32, top: i32, side: i32): void {
  square = grown(square, <usize>side * side);
  memory.fill(square, 0, <usize>side * side);
  const from = max(left, 0);
  const bytes = min(left + side, width) - from;
  for (let y = max(top, 0); y < min(top + side, height); y++) {
    memory.copy(square + (y - top) * side + from - left, silhouette + y * width + from, bytes);
  }
}

/** Draws the square of from × from pixels as side × side: white where the bilinear interpolation is half white. */
function redraw(from: i32, side: i32): void {
  drawn = grown(drawn, <usize>side * side);
  places = grown(places, 8 * <usize>side);
  line = grown(line, 4 * <usize>from);
  const unit = 2 * side; // parts of an old pixel
  const half = (255 * unit * unit) / 2;
  for (let k = 0; k < side; k++) {
    const at = min(max((2 * k + 1) * from - side, 0), unit * (from - 1));
    store<i32>(places + 8 * k, at / unit);
    store<i32>(places + 8 * k, at % unit, 4);
  }
  let to = drawn;
  for (let y = 0; y < side; y++) {
    const above = load<i32>(places + 8 * y);
    blendRows(above, min(above + 1, from - 1), load<i32>(places + 8 * y, 4), unit, from);
    for (let x = 0; x < side; x++) {
      // Where the last column has no next one, nothing is taken of it.
      const left = line + 4 * load<i32>(places + 8 * x);
      const across = load<i32>(places + 8 * x, 4);
      const value = load<i32>(left) * (unit - across) + load<i32>(left, 4) * across;
      store<u8>(to++, value >= half ? 255 : 0);
    }
  }
}

/** Fills `line` with what lies `down` of `unit` parts of the way from one row of the square to the next. */
function blendRows(above: i32, below: i32, down: i32, unit: i32, from: i32): void {
  const upper = square + above * from;
  const lower = square + below * from;
  for (let x = 0; x < from; x++) {
    store<i32>(line + 4 * x, load<u8>(upper + x) * (unit - down) + load<u8>(lower + x) * down);
  }
}
