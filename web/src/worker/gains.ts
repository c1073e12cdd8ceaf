/**
 * Change of brightness and colour between background and frame: ratios in, one gain per channel out.
 */

export const UNIT_GAIN_BITS = 10;
export const UNIT_GAIN = 1 << UNIT_GAIN_BITS;
export const BINS = 128; // ratios of frame to background from 0 to 2, in steps of 16/1024
export const STEP_BITS = 4;

/** Histogram of ratios (1024ths) with the sum in each bin; reused from frame to frame. */
export class RatioHistogram {
  /** Ratios in each bin, and their sums; filled by the one loop over all pixels, where a call would cost. */
  readonly counts = new Int32Array(BINS);
  readonly sums = new Int32Array(BINS);

  clear(): void {
    this.counts.fill(0);
    this.sums.fill(0);
  }

  /**
   * The mode, refined by the mean of the bins around it; `before` where nothing can be said.
   *
   * The neighbours are added with weights 1, 2, 3, 2, 1; of equal peaks the first wins.
   */
  mode(before: number): number {
    let peak = 0;
    let highest = -1;
    for (let bin = 0; bin < BINS; bin++) {
      const smooth =
        3 * this.count(bin) +
        2 * (this.count(bin - 1) + this.count(bin + 1)) +
        this.count(bin - 2) +
        this.count(bin + 2);
      if (smooth > highest) {
        highest = smooth;
        peak = bin;
      }
    }
    let n = 0;
    let sum = 0;
    for (let bin = Math.max(peak - 2, 0); bin <= Math.min(peak + 2, BINS - 1); bin++) {
      n += this.count(bin);
      sum += this.sums[bin] as number;
    }
    return n < 16 ? before : Math.max(Math.floor(sum / n), 1);
  }

  private count(bin: number): number {
    return bin >= 0 && bin < BINS ? (this.counts[bin] as number) : 0;
  }
}
