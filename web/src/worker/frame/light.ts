/** Measures how bright a frame is, and whether it is the very one before it. */

import type { Light } from "../../shared/messages";

/** Pixels that are looked at, at most: enough to tell black from dark, and no time. */
const SAMPLES = 4800;
/** Luma of 255 from which a pixel is not as good as black. */
const LIT = 26;
/** Of the digest, as FNV-1a has it. */
const PRIME = 16777619;

export class LightMeter {
  private before: number | null = null;

  /** The light of a frame's RGBA (width × height × 4 bytes). */
  measure(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Light {
    const step = Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)));
    let [sum, squares, lit, count, digest] = [0, 0, 0, 0, 0];
    for (let y = step >> 1; y < height; y += step) {
      for (let x = step >> 1; x < width; x += step) {
        const luma = lumaOf(rgba, 4 * (y * width + x));
        sum += luma;
        squares += luma * luma;
        if (luma >= LIT) lit++;
        count++;
        digest = Math.imul(digest ^ luma, PRIME);
      }
    }
    const mean = sum / Math.max(count, 1);
    const spread = Math.sqrt(Math.max(squares / Math.max(count, 1) - mean * mean, 0));
    const repeats = digest === this.before;
    this.before = digest;
    return { mean: mean / 255, spread: spread / 255, lit: lit / Math.max(count, 1), repeats };
  }
}

/** 0 … 255, of the RGBA at `i`. */
export function lumaOf(rgba: Uint8Array | Uint8ClampedArray, i: number): number {
  return (54 * (rgba[i] as number) + 183 * (rgba[i + 1] as number) + 19 * (rgba[i + 2] as number)) >> 8;
}
