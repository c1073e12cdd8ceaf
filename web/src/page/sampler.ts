/** The sampler: answers in, the decision which of them become samples, why and how probably, out. */

import type { Reason } from "../shared/batch";
import { mostLikely } from "../shared/gestures";

export interface Decision {
  readonly reason: Reason;
  /** With which probability an answer like this one is taken, for weighting. */
  readonly samplingProbability: number;
}

/** What the rules look at. */
export interface Candidate {
  readonly probabilities: ArrayLike<number>;
  /** A best probability below it counts as uncertain. */
  readonly uncertainBelow: number;
  /** The smoothed label changed with this answer. */
  readonly changed: boolean;
  /** When the answer was, in milliseconds. */
  readonly at: number;
}

const RANDOM = 0.01; // unbiased: what free use is measured on
const UNCERTAIN = 0.1; // uncertain frames come in runs of near duplicates
const SMALL_MARGIN = 0.2;
const MINUTE_MS = 60_000;
/** Samples a minute and reason. Random ones stay unbiased: at 60 frames a second 36 are expected. */
const QUOTA: Readonly<Record<Reason, number>> = {
  random: 90,
  uncertain: 20,
  change: 20,
  prompted: 120,
  corrected: 120,
};

/** Decides answer by answer; keeps only when it took samples in the last minute. */
export class Sampler {
  private readonly taken = new Map<Reason, number[]>();

  /** `random` gives numbers from 0 up to 1. */
  constructor(private readonly random: () => number = Math.random) {}

  /** The decision on an answer in free use; null: not taken. */
  decide(candidate: Candidate): Decision | null {
    if (this.random() < RANDOM) return this.take("random", RANDOM, candidate.at);
    if (candidate.changed) return this.take("change", 1, candidate.at);
    if (!isUncertain(candidate) || this.random() >= UNCERTAIN) return null;
    return this.take("uncertain", UNCERTAIN, candidate.at);
  }

  /** The decision on an answer for which a person said which gesture is shown. */
  told(reason: "prompted" | "corrected", at: number): Decision | null {
    return this.take(reason, 1, at);
  }

  private take(reason: Reason, samplingProbability: number, at: number): Decision | null {
    const recent = (this.taken.get(reason) ?? []).filter((time) => at - time < MINUTE_MS);
    this.taken.set(reason, recent);
    if (recent.length >= QUOTA[reason]) return null;
    recent.push(at);
    return { reason, samplingProbability };
  }
}

function isUncertain({ probabilities, uncertainBelow }: Candidate): boolean {
  const best = mostLikely(probabilities);
  const top = probabilities[best] as number;
  const others = Array.from(probabilities).filter((_, i) => i !== best);
  return top < uncertainBelow || top - Math.max(...others) < SMALL_MARGIN;
}
