/**
 * The background model: RGB frames at the working size in, a silhouette and a noise measure out; integers only.
 *
 * Twin of BackgroundModel in training/silhouette.py, byte for byte. Products stay below 2**53, where JavaScript's
 * numbers are exact integers.
 */

import type { SilhouetteParameters } from "../shared/manifest";
import { Components } from "./components";
import { BINS, RatioHistogram, STEP_BITS, UNIT_GAIN, UNIT_GAIN_BITS } from "./gains";

const LEVEL = 256; // means are kept in 256ths of a grey level
const DARKEST = 24 * LEVEL; // outside, a pixel's ratio says nothing: noise below, clipping above
const BRIGHTEST = 248;
const WEIGHT_ONE = 1 << 20;
const ONE_WEIGHT = 1 / WEIGHT_ONE; // exact, and multiplying is a fraction of dividing
const STRONGEST = 1 << 30; // scores are limited to this: they fit 32 bits

/** A silhouette of 0 and 255 at the working size, and the share of pixels that were specks or holes (0..1). */
export interface Segmentation {
  mask: Uint8Array;
  noise: number;
}

/** Mean and spread per pixel and channel; see `segment` for the rule. */
export class BackgroundModel {
  learned = false;
  private readonly pixels: number;
  private readonly sum: Float64Array;
  private readonly squares: Float64Array;
  private readonly mean: Int32Array;
  private readonly weight: Int32Array;
  private readonly wasBackground: Uint8Array;
  private readonly score: Int32Array;
  private readonly capped: Int32Array;
  private readonly columns: Int32Array;
  private readonly changed: Uint8Array;
  private readonly raw: Uint8Array;
  private readonly clean: Uint8Array;
  private readonly gains = new Int32Array(3);
  /** For each channel and value of a frame, the value without the gain, in 256ths. */
  private readonly withoutGain = new Int32Array(3 * 256);
  private readonly histogram = new RatioHistogram();
  private readonly components: Components;
  private seen = 0;

  constructor(private readonly parameters: SilhouetteParameters) {
    const { width, height } = parameters;
    this.pixels = width * height;
    this.sum = new Float64Array(this.pixels * 3);
    this.squares = new Float64Array(this.pixels * 3);
    this.mean = new Int32Array(this.pixels * 3);
    this.weight = new Int32Array(this.pixels * 3);
    this.wasBackground = new Uint8Array(this.pixels);
    this.score = new Int32Array(this.pixels);
    this.capped = new Int32Array(this.pixels);
    this.columns = new Int32Array(width);
    this.changed = new Uint8Array(this.pixels);
    this.raw = new Uint8Array(this.pixels);
    this.clean = new Uint8Array(this.pixels);
    this.components = new Components(width, height);
  }

  /** How much of the background is learned, 0..1. */
  get progress(): number {
    return Math.min(this.seen / this.parameters.learn_frames, 1);
  }

  /** Forgets the background. */
  reset(): void {
    this.seen = 0;
    this.sum.fill(0);
    this.squares.fill(0);
    this.learned = false;
  }

  /** Takes one RGB frame of the empty guide box; true when enough were seen. */
  learn(rgb: Uint8Array): boolean {
    if (rgb.length !== this.sum.length) throw new RangeError(`a frame of ${this.sum.length} bytes is needed`);
    const { sum, squares } = this;
    for (let i = 0; i < rgb.length; i++) {
      const value = rgb[i] as number;
      sum[i] = (sum[i] as number) + value;
      squares[i] = (squares[i] as number) + value * value;
    }
    this.seen++;
    if (this.seen === this.parameters.learn_frames) this.finish();
    return this.learned;
  }

  /**
   * Silhouette and noise of one RGB frame; the mask is the caller's to keep. Throws before `learn` is done.
   *
   * Foreground is where the squared difference to the background, after a gain per channel, over the pixel's own
   * variance, exceeds the threshold on the mean of 3×3 pixels, without the rim of mixed pixels around it.
   */
  segment(rgb: Uint8Array): Segmentation {
    if (!this.learned) throw new Error("the background is not learned yet");
    const { width, speck_area, hole_area } = this.parameters;
    const { changed, raw, clean } = this;
    this.estimateGains(rgb);
    this.scorePixels(rgb);
    this.thresholdBoxes();
    raw.set(changed);
    this.removeRim();
    clean.set(raw);
    this.components.flipSmall(clean, 1, speck_area, true);
    this.components.flipSmall(clean, 0, hole_area, false);
    this.markBackground(width);
    this.follow(rgb);
    const mask = new Uint8Array(this.pixels);
    let flipped = 0;
    for (let i = 0; i < mask.length; i++) {
      mask[i] = clean[i] === 1 ? 255 : 0;
      if (clean[i] !== raw[i]) flipped++;
    }
    return { mask, noise: flipped / this.pixels };
  }

  private finish(): void {
    const n = this.seen;
    const { noise_floor, noise_share } = this.parameters;
    for (let i = 0; i < this.mean.length; i++) {
      const sum = this.sum[i] as number;
      const mean = Math.floor((sum * LEVEL + Math.floor(n / 2)) / n);
      const variance = Math.floor(((n * (this.squares[i] as number) - sum * sum) * LEVEL) / (n * n));
      const floor = noise_floor + Math.floor((mean * noise_share) / 1024);
      this.mean[i] = mean;
      this.weight[i] = Math.max(Math.floor(WEIGHT_ONE / (variance + Math.floor((floor * floor) / LEVEL))), 1);
    }
    this.wasBackground.fill(1);
    this.gains.fill(UNIT_GAIN);
    this.learned = true;
  }

  /**
   * The most frequent ratio of frame to background per channel.
   *
   * The mode, not the mean: pixels of a hand spread their ratios, those of the background agree on one.
   */
  private estimateGains(rgb: Uint8Array): void {
    const { pixels, wasBackground } = this;
    let usable = 0;
    for (let i = 0; i < pixels; i++) usable += wasBackground[i] as number;
    const all = 8 * usable < pixels; // nearly everything changed: a light was switched
    for (let c = 0; c < 3; c++) this.gains[c] = this.estimateGain(rgb, c, all);
  }

  /** Of channel `c`. Ratios and their sums are below 2**31: of positive numbers, `| 0` is the floor. */
  private estimateGain(rgb: Uint8Array, c: number, all: boolean): number {
    const { pixels, mean, wasBackground, histogram } = this;
    const { counts, sums } = histogram;
    histogram.clear();
    for (let i = 0, k = c; i < pixels; i++, k += 3) {
      if (!all && wasBackground[i] === 0) continue;
      const expected = mean[k] as number;
      const value = rgb[k] as number;
      if (expected < DARKEST || expected >= BRIGHTEST * LEVEL || value >= BRIGHTEST) continue;
      const ratio = ((value * LEVEL * UNIT_GAIN) / expected) | 0;
      const bin = ratio >> STEP_BITS;
      if (bin >= BINS) continue;
      counts[bin] = (counts[bin] as number) + 1;
      sums[bin] = (sums[bin] as number) + ratio;
    }
    return histogram.mode(this.gains[c] as number);
  }

  /**
   * Squared deviation over variance, in 256ths, limited to 32 bits.
   *
   * Written out for the three channels, with what does not change in variables: it is half of a frame's time.
   */
  private scorePixels(rgb: Uint8Array): void {
    const { pixels, score, mean, weight } = this;
    const [red, green, blue] = this.gains as unknown as readonly [number, number, number];
    for (let i = 0, k = 0; i < pixels; i++, k += 3) {
      const r = deviation(rgb[k] as number, mean[k] as number, red, weight[k] as number);
      const g = deviation(rgb[k + 1] as number, mean[k + 1] as number, green, weight[k + 1] as number);
      const b = deviation(rgb[k + 2] as number, mean[k + 2] as number, blue, weight[k + 2] as number);
      score[i] = Math.min(r + g + b, STRONGEST);
    }
  }

  /** Sums 3×3 scores (edges repeated), capped so that a few do not carry their neighbours, and thresholds them. */
  private thresholdBoxes(): void {
    const { width, height, threshold } = this.parameters;
    const { capped, columns, changed, score } = this;
    const cap = 2 * threshold;
    for (let i = 0; i < score.length; i++) capped[i] = Math.min(score[i] as number, cap);
    for (let y = 0, row = 0; y < height; y++, row += width) {
      const above = y > 0 ? row - width : row;
      const below = y + 1 < height ? row + width : row;
      for (let x = 0; x < width; x++) {
        columns[x] = (capped[above + x] as number) + (capped[row + x] as number) + (capped[below + x] as number);
      }
      let left = columns[0] as number;
      let middle = left;
      for (let x = 0; x < width; x++) {
        const right = x + 1 < width ? (columns[x + 1] as number) : middle;
        changed[row + x] = left + middle + right > 9 * threshold ? 1 : 0;
        left = middle;
        middle = right;
      }
    }
  }

  /**
   * Removes pixels at the edge that are mixtures of hand and background, and more background than hand.
   *
   * An edge is where one of 3×3 pixels has hardly changed. A mixture is more background than hand where it differs
   * by less than half of what the strongest of the 3×3 does, which is a quarter of its score.
   */
  private removeRim(): void {
    const { width, height, threshold } = this.parameters;
    const { score, raw } = this;
    for (let y = 0, i = 0; y < height; y++) {
      const above = y > 0 ? i - width : i;
      const below = y + 1 < height ? i + width : i;
      for (let x = 0; x < width; x++, i++) {
        if (raw[i] === 0) continue;
        let weakest = STRONGEST;
        let strongest = 0;
        for (let row = above; row <= below; row += width) {
          const last = row + Math.min(x + 1, width - 1);
          for (let at = row + Math.max(x - 1, 0); at <= last; at++) {
            const each = score[at] as number;
            if (each < weakest) weakest = each;
            if (each > strongest) strongest = each;
          }
        }
        if (2 * weakest < threshold && 4 * (score[i] as number) < strongest) raw[i] = 0;
      }
    }
  }

  /** Background pixels are those with no foreground, changed or clean, in their 3×3 pixels. */
  private markBackground(width: number): void {
    const { changed, clean, wasBackground } = this;
    wasBackground.fill(1);
    for (let i = 0; i < this.pixels; i++) {
      if (changed[i] === 0 && clean[i] === 0) continue;
      const x = i % width;
      const first = x > 0 ? -1 : 0;
      const last = x + 1 < width ? 1 : 0;
      for (let from = i - width; from <= i + width; from += width) {
        // Writes outside a typed array are ignored, as they should be above the first and below the last row.
        for (let dx = first; dx <= last; dx++) wasBackground[from + dx] = 0;
      }
    }
  }

  /** Moves the mean of background pixels towards the frame. */
  private follow(rgb: Uint8Array): void {
    const { pixels, mean, wasBackground, withoutGain } = this;
    const shift = this.parameters.follow_shift;
    for (let at = 0; at < withoutGain.length; at++) {
      withoutGain[at] = Math.floor(((at & 255) * LEVEL * UNIT_GAIN) / (this.gains[at >> 8] as number));
    }
    for (let i = 0; i < pixels; i++) {
      if (wasBackground[i] === 0) continue;
      for (let c = 0, k = 3 * i; c < 3; c++, k++) {
        const value = rgb[k] as number;
        if (value >= BRIGHTEST) continue;
        const before = mean[k] as number;
        mean[k] = before + (((withoutGain[256 * c + value] as number) - before) >> shift);
      }
    }
  }
}

/** Of one value of a frame. Mean times gain is below 2**27, which bits can shift. */
function deviation(value: number, mean: number, gain: number, weight: number): number {
  const difference = value * LEVEL - Math.min((mean * gain) >> UNIT_GAIN_BITS, 255 * LEVEL);
  return Math.floor(difference * difference * weight * ONE_WEIGHT);
}
