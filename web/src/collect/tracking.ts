/** Counts for how long hands are followed between two samples, and how often one is lost and found again at once. */

import type { Answer } from "../shared/messages";

/** What was counted since the sample before. */
export interface Tracked {
  readonly followed_ms: number;
  readonly lost: number;
}

/** A frame that comes later than this after the one before is not one of a row. */
const NEXT_MS = 250;
/** A hand that is seen so soon after one has gone is the same hand; what comes later was taken away and shown again. */
const AGAIN_MS = 1000;
/** The server takes no more; where no sample is taken for so long, what was counted is an unchosen stretch of use. */
const MOST_MS = 600_000;
const MOST_LOST = 1000;

export class Tracking {
  private ids: readonly number[] = [];
  private at = Number.NEGATIVE_INFINITY;
  private followedMs = 0;
  private lost = 0;
  /** When hands went that have not come again, in milliseconds. */
  private gone: readonly number[] = [];

  /** Looks at an answer that came at `at` (milliseconds); silhouettes follow no hands. */
  consider(answer: Answer, at: number): void {
    if (answer.way !== "hand") return;
    const passed = at - this.at;
    const ids = answer.hands.map(({ id }) => id);
    if (passed > NEXT_MS) {
      this.gone = [];
    } else if (this.followedMs < MOST_MS) {
      if (this.ids.length > 0) this.followedMs += passed;
      const went = this.ids.filter((id) => !ids.includes(id)).map(() => at);
      const gone = [...this.gone, ...went].filter((since) => at - since < AGAIN_MS);
      const again = Math.min(gone.length, ids.filter((id) => !this.ids.includes(id)).length);
      this.lost += again;
      this.gone = gone.slice(again);
    }
    this.ids = ids;
    this.at = at;
  }

  /** What was counted, which begins anew. */
  take(): Tracked {
    const tracked = {
      followed_ms: Math.min(MOST_MS, Math.round(this.followedMs)),
      lost: Math.min(MOST_LOST, this.lost),
    };
    this.followedMs = this.lost = 0;
    return tracked;
  }
}
