/** Limits how many samples a day are taken, across reloads and tabs. */

import type { Reason } from "../api/batch";
import { record } from "../shared/strict";

/** Samples a day and reason: 3,000 at random are three hours at 30 frames a second; the others catch a stuck key. */
const QUOTA: Readonly<Record<Reason, number>> = {
  random: 3_000,
  uncertain: 500,
  change: 500,
  prompted: 3_000,
  corrected: 1_000,
  shadow: 500,
};
const KEY = "samples-of-the-day";

type Taken = Partial<Record<Reason, number>>;

export class DayQuota {
  /** What this opening counts where the browser stores nothing. */
  private unstored: { day: string; taken: Taken } = { day: "", taken: {} };

  /** `today` gives the day, for example 2026-11-22; `store` is null where the browser forbids storage. */
  constructor(
    private readonly store: Pick<Storage, "getItem" | "setItem"> | null,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /** Counts one more sample, where the day has room for it. */
  take(reason: Reason): boolean {
    const day = this.today();
    const taken = this.read(day);
    const before = taken[reason] ?? 0;
    if (before >= QUOTA[reason]) return false;
    this.write(day, { ...taken, [reason]: before + 1 });
    return true;
  }

  private read(day: string): Taken {
    const { day: stored, taken } = this.stored() ?? this.unstored;
    return stored === day ? taken : {};
  }

  private stored(): { day: string; taken: Taken } | null {
    try {
      const { day, taken } = record(JSON.parse(this.store?.getItem(KEY) ?? ""), KEY);
      return typeof day === "string" ? { day, taken: record(taken, KEY) as Taken } : null;
    } catch {
      return null; // never written, or not by this page
    }
  }

  private write(day: string, taken: Taken): void {
    this.unstored = { day, taken };
    try {
      this.store?.setItem(KEY, JSON.stringify({ day, taken }));
    } catch {
      // Full or forbidden: this opening still counts.
    }
  }
}
