/** Figures that are read again and again: the newest, and why the last attempt failed where it did. */

import { ApiError } from "../api/client";

export interface Reading<T> {
  /** The newest figures that were read; null: none yet. */
  readonly value: T | null;
  /** Why the last attempt failed; null: it did not. */
  readonly problem: ApiError | null;
}

export class Feed<T> {
  private value: T | null = null;
  private asked = 0;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly show: (reading: Reading<T>) => void,
  ) {}

  /** Drops what was read and what is being asked: from now on something else is asked for. */
  forget(): void {
    this.value = null;
    this.asked++;
  }

  /** Reads once. What comes after the feed has forgotten it, or after a later answer, is no longer wanted. */
  async refresh(): Promise<void> {
    const asked = ++this.asked;
    try {
      const value = await this.ask();
      if (asked !== this.asked) return;
      this.value = value;
      this.show({ value, problem: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (asked === this.asked) this.show({ value: this.value, problem: error });
    }
  }
}
