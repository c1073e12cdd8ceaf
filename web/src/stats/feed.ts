/** A feed: an address of the server that is read again and again in, its newest figures, or why there are none, out. */

import { ApiError } from "../api/api";
import type { Again } from "../shared/stats/api";

export interface Reading<T> {
  /** The newest figures that were read; null: none yet. */
  readonly value: T | null;
  /** Why the last attempt failed; null: it did not. */
  readonly problem: ApiError | null;
}

export class Feed<T> {
  private etag: string | null = null;
  private reading: Reading<T> = { value: null, problem: null };
  private asked = 0;

  /** `show` gets every reading that is news. */
  constructor(
    private again: Again<T>,
    private readonly show: (reading: Reading<T>) => void,
  ) {}

  /** Reads from another address from now on; what is shown stays until that answers. */
  turnTo(again: Again<T>): void {
    this.again = again;
    this.etag = null;
    this.asked++;
  }

  /** Reads once. What comes after the feed has turned elsewhere, or after a later answer, is no longer wanted. */
  async refresh(): Promise<void> {
    const asked = ++this.asked;
    try {
      const marked = await this.again(this.etag);
      if (asked !== this.asked) return;
      if (marked !== null) {
        this.etag = marked.etag;
        this.tell({ value: marked.value, problem: null });
      } else if (this.reading.problem !== null) this.tell({ ...this.reading, problem: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (asked === this.asked && error.message !== this.reading.problem?.message) {
        this.tell({ ...this.reading, problem: error });
      }
    }
  }

  private tell(reading: Reading<T>): void {
    this.reading = reading;
    this.show(reading);
  }
}
