/** Rules of the outbox: what the server answered in, what becomes of the samples and when to try again out. */

import type { SampleResult } from "../shared/api";

/** `done`: delete, it is stored. `retry`: keep. `drop`: delete and count, it never will be stored. */
export type Outcome = "done" | "retry" | "drop";

/** What becomes of one sample in a batch that was read. */
export function outcomeOfResult(status: SampleResult["status"]): Outcome {
  return status === "refused" ? "drop" : "done";
}

/**
 * What becomes of a batch whose request failed; status 0 means that the server was not reached.
 *
 * 401 keeps the samples: they wait until their owner logs in again.
 */
export function outcomeOfStatus(status: number): Outcome {
  if (status === 401 || status === 408 || status === 429) return "retry";
  return status >= 400 && status < 500 ? "drop" : "retry";
}

/** Whether a smaller batch may pass: one bad sample must not take its neighbours with it. */
export function isWorthSplitting(status: number): boolean {
  return status === 400 || status === 413 || status === 422;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Milliseconds until the next try after `failures` in a row; what the server asks for (seconds) counts at least. */
export function waitAfter(failures: number, retryAfter: number | null): number {
  const doubled = FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10);
  return Math.max(Math.min(doubled, LONGEST_WAIT_MS), (retryAfter ?? 0) * 1_000);
}
