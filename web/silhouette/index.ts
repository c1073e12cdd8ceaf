/**
 * The silhouette stage in WebAssembly: RGBA of the guide box in, a silhouette and how much of it is noise out.
 *
 * Written in AssemblyScript and compiled twice, with vectors and without; web/vite.silhouette.ts does that, and
 * src/worker/silhouette.ts is who calls it. Twin of training/silhouette.py, byte for byte: integers only.
 */

import { flipSmall } from "./components";
import { findEdges } from "./edges";
import { follow, markBackground } from "./follow";
import { estimateGains, resetGains } from "./gains";
import { forget, take } from "./learn";
import { clean, holeArea, pixels, raw, speckArea } from "./memory";
import { scorePixels } from "./score";
import { shrink } from "./shrink";

export { makePixels, makePlanes, setColours, toRgba } from "./colours";
export { makeRoom, prepare } from "./memory";

/** Forgets the background. */
export function reset(): void {
  forget();
  resetGains();
}

/** Takes the frame of the empty guide box that lies in the room made for it; gives how many were taken. */
export function learn(width: i32, height: i32): i32 {
  shrink(width, height);
  return take();
}

/** Makes the mask of the frame that lies in the room made for it; gives how many pixels were specks or holes. */
export function segment(width: i32, height: i32): i32 {
  shrink(width, height);
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
