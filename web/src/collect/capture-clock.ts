/** Gives times of capture that do not jump back when the device's clock is corrected. */

/** A clock that goes back further than this was wrong, and is right now; the server refuses times a day ahead. */
const CORRECTED_MS = 24 * 3_600_000;

/** Samples of one session are ordered by their times, also when the device sets its clock while the page is open. */
export class CaptureClock {
  private last = Number.NEGATIVE_INFINITY;
  private lastTick = 0;

  /** `wall` is the device's clock, `tick` one that only runs forward; both in milliseconds. */
  constructor(
    private readonly wall: () => number = Date.now,
    private readonly tick: () => number = () => performance.now(),
  ) {}

  /** Now, in ISO 8601 and UTC. */
  now(): string {
    const wall = this.wall();
    const tick = this.tick();
    const wentBack = wall < this.last && this.last - wall < CORRECTED_MS;
    this.last = wentBack ? this.last + (tick - this.lastTick) : wall;
    this.lastTick = tick;
    return new Date(this.last).toISOString();
  }
}
