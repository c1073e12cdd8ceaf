/** Measures how many events happen in a second. */

const WINDOW_MS = 1000;

/** Counts the events of the last second. */
export class Rate {
  private times: number[] = [];

  /** Notes an event at `at` (milliseconds) and gives the rate; 0 until there are two events. */
  tick(at: number): number {
    this.times = this.times.filter((time) => at - time < WINDOW_MS);
    this.times.push(at);
    const span = at - (this.times[0] as number);
    return span > 0 ? ((this.times.length - 1) * 1000) / span : 0;
  }
}
