/** The kernel of web/kernel/, running: one of its builds in, the functions that it exports out. */

import { best } from "./kernel-code";

/** What web/kernel/index.ts exports for frames and for hands; silhouettes have their own, see silhouette.ts. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  makePlanes(bytes: number): number;
  makePixels(pixels: number): number;
  setColours(black: number, ...factors: number[]): void;
  toRgba(...layout: number[]): void;
  crop(width: number, height: number, side: number, ...square: number[]): number;
  points(): number;
  square(): number;
  squareOfPalm(...palm: number[]): void;
  squareOfPoints(ux: number, uy: number): void;
  toFrame(...square: number[]): void;
}

/** A kernel with a memory of its own. Throws WebAssembly's errors where the browser has no room for it. */
export function startKernel(code: WebAssembly.Module = best()): Kernel {
  return new WebAssembly.Instance(code).exports as unknown as Kernel;
}
