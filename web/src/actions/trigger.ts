/** Says when a rule is met: a gesture that is held, or a movement; and how far it is until then. */

import type { Movement } from "../recognise/swipes/swipes";
import type { Named } from "../shared/messages";

/** When something is to be done. */
export interface Rule {
  readonly on: Named | Movement;
  /** So long a gesture is held first, in milliseconds; 0: as soon as it is shown. A movement is not held. */
  readonly dwellMs: number;
  /** So long nothing is done after it was done, in milliseconds. */
  readonly coolMs: number;
  /** Whether it is done again and again while the gesture is held, each time after `coolMs`. */
  readonly repeat: boolean;
}

/** What one hand shows, as the `gesture` event tells of it. */
export interface Shown {
  readonly steady: Named;
  readonly confident: boolean;
}

export interface Progress {
  /** Whether it is to be done now. */
  readonly isDue: boolean;
  /** 0 … 1 of the time until it is due; null where nothing is waited for. */
  readonly share: number | null;
  /** Which of the hands shows it; null where none does now. */
  readonly by: number | null;
}

/** A name that is lost for a moment is still held. */
const GRACE_MS = 200;
/** Answers that are so far apart are not of one showing: the page was hidden, or paused. */
const APART_MS = 1000;
/** What repeats does so at most so often, in milliseconds. */
const OFTENEST_MS = 200;

const NOTHING: Progress = { isDue: false, share: null, by: null };

export class Trigger {
  /** When the gesture that is shown now was shown first, and last. */
  private since: number | null = null;
  private seen = 0;
  private last = Number.NEGATIVE_INFINITY;
  private done = Number.NEGATIVE_INFINITY;
  private isArmed = true;

  constructor(private readonly rule: Rule) {}

  /** Takes what the hands show at `at` milliseconds. */
  see(hands: readonly Shown[], at: number): Progress {
    const by = hands.findIndex(({ steady, confident }) => steady === this.rule.on && confident);
    if (at - this.last > APART_MS) this.forget();
    this.last = at;
    if (by >= 0) {
      this.since ??= at;
      this.seen = at;
    } else if (at - this.seen > GRACE_MS) this.forget();
    if (this.since === null || !this.isArmed) return NOTHING;
    return this.wait(this.since, by, at);
  }

  /** Takes a movement; whether something is to be done. */
  move(movement: Movement, at: number): boolean {
    if (movement !== this.rule.on || at - this.done < this.rule.coolMs) return false;
    this.done = at;
    return true;
  }

  /** A hand that moves holds nothing: it is held from `at` on, if it is. */
  restart(at: number): void {
    if (this.since !== null && this.done < this.since) this.since = at;
  }

  /** The hands are gone: what was held is no longer. What was done a moment ago still is. */
  forget(): void {
    this.since = null;
    this.isArmed = true;
  }

  private wait(since: number, by: number, at: number): Progress {
    const { dwellMs, coolMs, repeat } = this.rule;
    const isAgain = this.done >= since;
    const begin = isAgain ? this.done : since;
    const due = isAgain ? this.done + Math.max(coolMs, OFTENEST_MS) : Math.max(since + dwellMs, this.done + coolMs);
    const isDue = by >= 0 && at >= due;
    if (isDue) {
      this.done = at;
      this.isArmed = repeat;
    }
    const share = due > begin ? Math.min(Math.max((at - begin) / (due - begin), 0), 1) : 1;
    return { isDue, share, by: by < 0 ? null : by };
  }
}
