/** What becomes of samples after each answer of the server, and when to try again. */

import type { SampleResult } from "../../api/api";

/**
 * `done`: delete, it is stored. `retry`: keep. `drop`: delete and count, it never will be stored.
 * `ask`: keep, and find out who is logged in before the next try.
 */
export type Outcome = "done" | "retry" | "drop" | "ask";

/** What becomes of one sample in a batch that was read. */
export function outcomeOfResult(status: SampleResult["status"]): Outcome {
  return status === "refused" ? "drop" : "done";
}

/**
 * What becomes of a batch whose request failed; status 0 means that the server was not reached.
 *
 * 401: the session is over. 409: the browser's session is somebody else's by now. Either way the samples wait for their
 * owner.
 */
export function outcomeOfStatus(status: number): Outcome {
  if (status === 401 || status === 409) return "ask";
  if (status === 408 || status === 425 || status === 429) return "retry";
  return status >= 400 && status < 500 ? "drop" : "retry";
}

/** Whether a smaller batch may pass: one bad sample must not take its neighbours with it. */
export function isWorthSplitting(status: number): boolean {
  return status === 400 || status === 413 || status === 422;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Milliseconds until the next try after `failures` in a row; what the server asks for (seconds) counts at least.
 *
 * `chance` (0 … 1) adds up to half as much, so that not all pages come back at once.
 */
export function waitAfter(failures: number, retryAfter: number | null, chance: number): number {
  const doubled = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT_MS);
  return Math.max(doubled, (retryAfter ?? 0) * 1_000) * (1 + chance / 2);
}
