/** Notices when a new model halves the rate of answers. */

/** Of so many milliseconds the median counts, before the swap and after it. */
const MEASURED_MS = 5_000;
/** At least this much of that must be there. */
const ENOUGH_MS = 4_000;
/** After a swap everything is cold, and the pace of frames needs some seconds to settle. */
const SETTLE_MS = 4_000;
const HALVED = 0.5;

interface Interval {
  readonly end: number;
  readonly ms: number;
}

export interface Rates {
  readonly before: number;
  readonly after: number;
}

/** Compares only what was answered without a break: looked at, not paused, and from the same source. */
export class FpsMonitor {
  private model: string | null = null;
  private last: number | null = null;
  private intervals: readonly Interval[] = [];
  /** Answers a second of the model before, once there is another one to compare it with. */
  private before: { readonly rate: number; readonly swappedAt: number } | null = null;

  constructor(private readonly onHalved: (modelId: string, rates: Rates) => void) {}

  /** Notices whatever else changes the rate. */
  watch(page: Document): void {
    page.addEventListener("visibilitychange", () => this.interrupt());
    new MutationObserver((changes) => {
      const isOtherWay = changes.some(({ attributeName }) => attributeName === "data-way");
      if (isOtherWay || page.body.dataset.state !== "predicting") this.interrupt();
    }).observe(page.body, { attributeFilter: ["data-state", "data-way"] });
  }

  /** The answers from here on are not to be compared with those before. */
  interrupt(): void {
    [this.last, this.intervals, this.before] = [null, [], null];
  }

  /** An answer of a model came at `at` (milliseconds). */
  answered(modelId: string, at: number): void {
    if (this.model !== null && this.model !== modelId) this.swap(at);
    this.model = modelId;
    if (this.last !== null) {
      const kept = this.intervals.filter(({ end }) => at - end < MEASURED_MS);
      this.intervals = [...kept, { end: at, ms: at - this.last }];
    }
    this.last = at;
    this.compare(modelId, at);
  }

  private swap(at: number): void {
    const rate = rateOf(this.intervals);
    this.interrupt();
    if (rate !== null) this.before = { rate, swappedAt: at };
  }

  private compare(modelId: string, at: number): void {
    if (this.before === null || at - this.before.swappedAt < SETTLE_MS + MEASURED_MS) return;
    const [before, after] = [this.before.rate, rateOf(this.intervals)];
    this.before = null;
    if (after !== null && after <= HALVED * before) this.onHalved(modelId, { before, after });
  }
}

/** The median rate a second; null where there is too little of it. */
function rateOf(intervals: readonly Interval[]): number | null {
  const times = intervals.map(({ ms }) => ms).sort((a, b) => a - b);
  if (times.reduce((sum, ms) => sum + ms, 0) < ENOUGH_MS) return null;
  return Math.min(1_000 / Math.max(times[Math.floor(times.length / 2)] as number, 1), 1_000);
}
