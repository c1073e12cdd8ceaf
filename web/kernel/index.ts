/**
 * The kernel: what is done with pixels before a network sees them, in WebAssembly.
 *
 * The camera's colours become RGBA; a hand's square is cropped from it; or the guide box's silhouette is made of it, and
 * of that what the network is shown. Written in AssemblyScript and compiled twice, with vectors and without:
 * web/vite.kernel.ts does that for the worker, `npm run build-kernel` for Python (training/kernel.py).
 */

import { areaMean } from "./area-mean";
import { flipSmall } from "./components";
import { findEdges } from "./edges";
import { follow, markBackground } from "./follow";
import { estimateGains, resetGains } from "./gains";
import { forget, take } from "./learn";
import { clean, frame, framePlane, height, holeArea, pixels, raw, rgba, speckArea, width } from "./memory";
import { scorePixels } from "./score";

export { makePlanes, setColours, toRgba } from "./colours";
export { crop, grey } from "./crop";
export { makePixels, prepare } from "./memory";
export { makeSilhouettes, networkInputs } from "./network-input";
export { points, square, squareOfPalm, squareOfPoints, toFrame, toSquare } from "./square";

/** Forgets the background. */
export function reset(): void {
  forget();
  resetGains();
}

/** Takes the frame of the empty guide box that lies in the room made for it; gives how many were taken. */
export function learn(columns: i32, rows: i32): i32 {
  shrink(columns, rows);
  return take();
}

/** Makes the mask of the frame that lies in the room made for it; gives how many pixels were specks or holes. */
export function segment(columns: i32, rows: i32): i32 {
  shrink(columns, rows);
  estimateGains();
  scorePixels();
  findEdges();
  memory.copy(clean, raw, pixels);
  flipSmall(clean, 255, speckArea, 1);
  flipSmall(clean, 0, holeArea, 0);
  markBackground();
  follow();
  let flipped = 0;
  for (let i = 0; i < pixels; i++) flipped += i32(load<u8>(clean + i) !== load<u8>(raw + i));
  return flipped;
}

/** Where the newest mask lies: 0 or 255 a pixel, at the working size. */
export function mask(): usize {
  return clean;
}

/** Brings the frame of columns × rows pixels to the working size. */
function shrink(columns: i32, rows: i32): void {
  areaMean(rgba, 4, columns, rows, frame, framePlane, width, height);
}
