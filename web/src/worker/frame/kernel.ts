/** The kernel of web/kernel/ as it runs here, and how a frame gets into it. */

import { best } from "./kernel-code";

/** What web/kernel/index.ts exports, which says more. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  makePlanes(bytes: number): number;
  makePixels(pixels: number): number;
  setColours(black: number, ...factors: number[]): void;
  toRgba(...layout: number[]): void;
  crop(width: number, height: number, side: number, ...square: number[]): number;
  grey(side: number): void;
  points(): number;
  square(): number;
  squareOfPalm(...palm: number[]): void;
  squareOfPoints(ux: number, uy: number): void;
  toFrame(...square: number[]): void;
  prepare(...parameters: number[]): void;
  reset(): void;
  learn(width: number, height: number): number;
  segment(width: number, height: number): number;
  mask(): number;
  makeSilhouettes(bytes: number): number;
  networkInputs(count: number, ...sizes: [number, number, number, number, boolean]): number;
}

/** A kernel with a memory of its own. Throws WebAssembly's errors where the browser has no room for it. */
export function startKernel(code: WebAssembly.Module = best()): Kernel {
  return new WebAssembly.Instance(code).exports as unknown as Kernel;
}

/**
 * Hands a frame (width × height × 4 bytes) over; where this kernel made its RGBA, nothing is copied.
 *
 * Throws a RangeError on another length.
 */
export function putFrame(kernel: Kernel, rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): void {
  if (rgba.length !== width * height * 4) {
    throw new RangeError(`${rgba.length} bytes are not a picture of ${width}×${height}×4`);
  }
  const at = kernel.makePixels(width * height);
  const isThere = rgba.buffer === kernel.memory.buffer && rgba.byteOffset === at;
  if (!isThere) new Uint8Array(kernel.memory.buffer, at, rgba.length).set(rgba);
}
