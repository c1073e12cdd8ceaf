/**
 * Where the square of a hand lies: a palm's box or a hand's 21 points in, the square out; and points between the two.
 *
 * A square is five floats of 64 bits: its centre, the length of a side, and the unit vector that is up in it, which
 * goes from the wrist to the middle finger's knuckle. Points are 21 × (x, y, z); only sums, products and square roots
 * are taken, which every machine rounds alike.
 */

import { array } from "./memory";

const POINTS: usize = 21;
const POINT: usize = 3 * 8;
const WRIST: usize = 0;
const KNUCKLE: usize = 9 * POINT;
/** The square of a palm: how much longer than the palm's box, and how far towards the fingers. */
const AROUND_PALM: f64 = 2.6;
const BEYOND_PALM: f64 = 0.5;
/** The square of points: how much longer than the points' box. */
const AROUND_POINTS: f64 = 1.6;
/** Pixels: points that all lie in one place have a square all the same. */
const SMALLEST: f64 = 1;

let pointsBlock: usize = 0;
let squareBlock: usize = 0;
let upX: f64 = 0;
let upY: f64 = 0;

/** Where points are put and found. */
export function points(): usize {
  if (pointsBlock === 0) pointsBlock = array(POINTS * POINT);
  return pointsBlock;
}

/** Where the newest square is found: cx, cy, size, ux, uy. */
export function square(): usize {
  if (squareBlock === 0) squareBlock = array(5 * 8);
  return squareBlock;
}

/** The square of a palm, of which the box is known, its wrist and its middle knuckle; all in pixels of the frame. */
export function squareOfPalm(
  left: f64,
  top: f64,
  width: f64,
  height: f64,
  wristX: f64,
  wristY: f64,
  knuckleX: f64,
  knuckleY: f64,
): void {
  setUp(knuckleX - wristX, knuckleY - wristY, 0, -1);
  const longer = max(width, height);
  const beyond = BEYOND_PALM * longer;
  put(left + width / 2.0 + beyond * upX, top + height / 2.0 + beyond * upY, AROUND_PALM * longer);
}

/** The square of the points, which are in pixels of the frame; `ux`, `uy`: up where wrist and knuckle are in one place. */
export function squareOfPoints(ux: f64, uy: f64): void {
  const first = points();
  setUp(
    load<f64>(first + KNUCKLE) - load<f64>(first + WRIST),
    load<f64>(first + KNUCKLE, 8) - load<f64>(first + WRIST, 8),
    ux,
    uy,
  );
  let leftmost = Infinity;
  let rightmost = -Infinity;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let at = first; at < first + POINTS * POINT; at += POINT) {
    const x = load<f64>(at);
    const y = load<f64>(at, 8);
    const along = y * upX - x * upY;
    const above = x * upX + y * upY;
    leftmost = min(leftmost, along);
    rightmost = max(rightmost, along);
    lowest = min(lowest, above);
    highest = max(highest, above);
  }
  const along = (leftmost + rightmost) / 2.0;
  const above = (lowest + highest) / 2.0;
  const size = max(AROUND_POINTS * max(rightmost - leftmost, highest - lowest), SMALLEST);
  put(above * upX - along * upY, above * upY + along * upX, size);
}

/** Points in shares of the square's side, from its upper left corner, y down: turned into pixels of the frame. */
export function toFrame(cx: f64, cy: f64, size: f64, ux: f64, uy: f64): void {
  const first = points();
  for (let at = first; at < first + POINTS * POINT; at += POINT) {
    const right = size * (load<f64>(at) - 0.5);
    const up = size * (0.5 - load<f64>(at, 8));
    store<f64>(at, cx - right * uy + up * ux);
    store<f64>(at, cy + right * ux + up * uy, 8);
    store<f64>(at, size * load<f64>(at, 16), 16);
  }
}

/** The other way round: points in pixels of the frame, turned into shares of the square's side. */
export function toSquare(cx: f64, cy: f64, size: f64, ux: f64, uy: f64): void {
  const first = points();
  for (let at = first; at < first + POINTS * POINT; at += POINT) {
    const x = load<f64>(at) - cx;
    const y = load<f64>(at, 8) - cy;
    store<f64>(at, 0.5 + (y * ux - x * uy) / size);
    store<f64>(at, 0.5 - (x * ux + y * uy) / size, 8);
    store<f64>(at, load<f64>(at, 16) / size, 16);
  }
}

/** Up is the direction of (x, y); where there is none, (otherX, otherY). */
function setUp(x: f64, y: f64, otherX: f64, otherY: f64): void {
  const length = sqrt(x * x + y * y);
  upX = length > 0 ? x / length : otherX;
  upY = length > 0 ? y / length : otherY;
}

function put(cx: f64, cy: f64, size: f64): void {
  const to = square();
  store<f64>(to, cx);
  store<f64>(to, cy, 8);
  store<f64>(to, size, 16);
  store<f64>(to, upX, 24);
  store<f64>(to, upY, 32);
}
