/** Smoothing: probabilities with their times in, one label that does not flicker out. */

import { type LabelIndex, mostLikely } from "../shared/gestures";
import type { SmoothingParameters } from "../shared/manifest";

export interface Smoothed {
  /** Time-weighted means of the probabilities, in the order of the labels. */
  readonly means: readonly number[];
  readonly steady: LabelIndex;
  /** When the answer was, in milliseconds. */
  readonly at: number;
  /** The label that may take over, and since when its mean is high enough. */
  readonly challenger: { readonly label: LabelIndex; readonly since: number } | null;
}

/**
 * The state after one more answer; `before` is null for the first one.
 *
 * The mean forgets with the time constant, whatever the frame rate. A label becomes steady after its mean was at
 * least `enter` for the dwell time; a gesture gives way to none as soon as its mean falls below `leave`.
 */
export function smooth(
  before: Smoothed | null,
  probabilities: ArrayLike<number>,
  at: number,
  parameters: SmoothingParameters,
  none: LabelIndex,
): Smoothed {
  const means = mean(before, probabilities, at, parameters);
  const label = mostLikely(means);
  const held = before?.steady ?? none;
  const kept = (means[held] as number) < parameters.leave ? none : held;
  if (label === kept || (means[label] as number) < parameters.enter)
    return { means, steady: kept, at, challenger: null };
  const since = before?.challenger?.label === label ? before.challenger.since : at;
  if (at - since < parameters.dwell) return { means, steady: kept, at, challenger: { label, since } };
  return { means, steady: label, at, challenger: null };
}

function mean(
  before: Smoothed | null,
  probabilities: ArrayLike<number>,
  at: number,
  { timeConstant }: SmoothingParameters,
): number[] {
  const newest = Array.from(probabilities);
  if (before === null) return newest;
  if (before.means.length !== newest.length) throw new RangeError("answers of two models cannot be averaged");
  const kept = timeConstant === 0 ? 0 : Math.exp(-Math.max(at - before.at, 0) / timeConstant);
  return newest.map((value, i) => kept * (before.means[i] as number) + (1 - kept) * value);
}
