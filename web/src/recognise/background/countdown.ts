/** Counts down before the background is captured. */

export interface CountdownEvents {
  /** Called with the seconds that are left, from all of them to 1. */
  onSecond(seconds: number): void;
  onOver(): void;
}

const COUNTDOWN_SECONDS = 3;
const LONGEST_SECONDS = 60;

/** The seconds that `?countdown=` asks for; the usual ones where it asks for none or for nonsense. */
export function parseCountdown(query: string | null): number {
  const seconds = query === null || query.trim() === "" ? Number.NaN : Number(query);
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_SECONDS ? seconds : COUNTDOWN_SECONDS;
}

export class Countdown {
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(
    private readonly seconds: number,
    private readonly events: CountdownEvents,
  ) {}

  /** Counts from the start; with no seconds it is over at once. */
  start(): void {
    this.stop();
    let left = this.seconds;
    if (left === 0) {
      this.events.onOver();
      return;
    }
    this.events.onSecond(left);
    this.timer = setInterval(() => {
      left--;
      if (left > 0) {
        this.events.onSecond(left);
      } else {
        this.stop();
        this.events.onOver();
      }
    }, 1000);
  }

  /** Stops without an end. */
  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}
