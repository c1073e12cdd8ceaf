/** Keeps what must not happen too often from happening. */

export class Pace {
  private last = Number.NEGATIVE_INFINITY;

  /** `interval`: the least milliseconds between two times. */
  constructor(private readonly interval: number) {}

  /** Whether it is due at `at` (milliseconds); if so, the next time is an interval away. */
  isDue(at: number): boolean {
    if (at - this.last < this.interval) return false;
    this.last = at;
    return true;
  }

  /** The next time is due at once. */
  restart(): void {
    this.last = Number.NEGATIVE_INFINITY;
  }
}
