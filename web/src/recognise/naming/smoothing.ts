/** Smooths probabilities over time into one label that does not flicker. */

import { type LabelIndex, mostLikely } from "../../shared/gestures";
import type { SmoothingParameters } from "../../shared/manifest";

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
 * least `enter` for the dwell time; a gesture gives way to none when its mean was below `leave` for as long: one wrong
 * answer after a late frame must not take its name away.
 */
export function smooth(
  before: Smoothed | null,
  probabilities: ArrayLike<number>,
  at: number,
  parameters: SmoothingParameters,
  none: LabelIndex,
): Smoothed {
  const means = mean(before, probabilities, at, parameters);
  const held = before?.steady ?? none;
  const wanted = takerOver(means, held, parameters, none);
  if (wanted === held) return { means, steady: held, at, challenger: null };
  const since = before?.challenger?.label === wanted ? before.challenger.since : at;
  if (at - since < parameters.dwell) return { means, steady: held, at, challenger: { label: wanted, since } };
  return { means, steady: wanted, at, challenger: null };
}

/** The label that should be steady, were it not for the dwell time. */
function takerOver(
  means: readonly number[],
  held: LabelIndex,
  { enter, leave }: SmoothingParameters,
  none: LabelIndex,
): LabelIndex {
  const best = mostLikely(means);
  if (best !== held && (means[best] as number) >= enter) return best;
  return (means[held] as number) < leave ? none : held;
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
