/** Takes fewer frames where the device does not keep up with the camera. */

/** Weight of the newest time among those before it: about a second of frames counts. */
const NEWEST = 0.06;
/** Share of the time between two frames that answering may take, before frames are left out or taken again. */
const FULL = 1;
const ROOM = 0.75;
const SLOWEST = 6;
/** The least time between two changes, so that the pace does not swing. */
const SETTLE_MS = 2000;
/** A longer pause between two frames is no frame rate: the page was hidden. */
const PAUSE_MS = 500;

/** Takes every frame while the device keeps up, every second, third … when answers fall behind. */
export class FrameThrottle {
  private every = 1;
  private count = 0;
  private before: number | null = null;
  private changedAt: number | null = null;
  private intervalMs: number | null = null;
  private busyMs: number | null = null;
  private slowest = 1;

  /** `onSlower` gets how many answers a second the device manages, when these are fewer than ever before. */
  constructor(private readonly onSlower: (perSecond: number) => void) {}

  /** Whether the camera's frame that came at `at` (milliseconds) is to be answered. */
  takes(at: number): boolean {
    if (this.before !== null && at - this.before < PAUSE_MS) {
      this.intervalMs = mean(this.intervalMs, at - this.before);
    }
    this.before = at;
    this.count = (this.count + 1) % this.every;
    return this.count === 0;
  }

  /** Notes at `at` that an answer took the device `busyMs`. */
  answered(busyMs: number, at: number): void {
    this.busyMs = mean(this.busyMs, busyMs);
    this.changedAt ??= at; // the first answers, while everything is cold, say little
    if (this.intervalMs === null || at - this.changedAt < SETTLE_MS) return;
    if (this.busyMs > FULL * this.every * this.intervalMs) this.change(this.every + 1, at);
    else if (this.every > 1 && this.busyMs < ROOM * (this.every - 1) * this.intervalMs) this.change(this.every - 1, at);
  }

  private change(every: number, at: number): void {
    this.changedAt = at;
    if (every > SLOWEST) return;
    this.every = every;
    if (every <= this.slowest) return; // a pace that swings is told once
    this.slowest = every;
    this.onSlower(Math.round(1000 / (every * (this.intervalMs as number))));
  }
}

function mean(before: number | null, newest: number): number {
  return before === null ? newest : before + NEWEST * (newest - before);
}
