/** The undo window: holds each sample for ten seconds before it may be sent. */

/** Long enough to look and to say no, short enough to be gone before the page is closed. */
export const UNDO_MS = 10_000;

/**
 * Counts from when this page first saw a sample, on a clock that nobody sets.
 *
 * What waits from an earlier opening is held once more, so that it can be looked at.
 */
export class UndoWindow {
  private readonly seen = new Map<string, number>();

  /** `now` is a clock in milliseconds that only runs forward. */
  constructor(
    private readonly holdMs = UNDO_MS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Notes samples, as far as they are new. */
  see(ids: readonly string[]): void {
    for (const id of ids) if (!this.seen.has(id)) this.seen.set(id, this.now());
  }

  /** Ends the undo time of samples. */
  release(ids: readonly string[]): void {
    for (const id of ids) this.seen.set(id, Number.NEGATIVE_INFINITY);
  }

  /** Forgets samples that are gone. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.seen.delete(id);
  }

  /** Milliseconds until a sample may be sent; 0: now. One that was not seen yet is held in full. */
  remaining(id: string): number {
    const since = this.seen.get(id);
    return since === undefined ? this.holdMs : Math.max(0, since + this.holdMs - this.now());
  }
}
