/** Waits until a check holds, as long as a busy machine may need. */

import { vi } from "vitest";

const LONGEST_MS = 20_000;

/** Waits until `check` no longer throws; fails with what it threw last. */
export function soon<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, LONGEST_MS);
}
