/** Decides which answers become samples, why and how probably. */

import type { Reason } from "../api/batch";
import { type Label, mostLikely } from "../shared/gestures";
import type { DayQuota } from "./day-quota";
import { difference, type NetworkInput } from "./network-input";

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
  /** What the network saw. */
  readonly input: NetworkInput;
  /** When the answer was, in milliseconds. */
  readonly at: number;
}

/** What a person said of an answer. */
export interface Labelled {
  readonly reason: "prompted" | "corrected";
  readonly label: Label;
  readonly input: NetworkInput;
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
  shadow: 20,
};
/** Inputs that differ by less than this share of the hand teach nothing new. */
const NEAR = 0.1;
/** So many of the newest samples of a kind are compared with: a hand comes back to where it was. */
const COMPARED = 5;

/** Decides answer by answer; keeps what it took in the last minute, and the newest inputs of each kind. */
export class Sampler {
  private readonly taken = new Map<Reason, number[]>();
  private readonly seen = new Map<string, NetworkInput[]>();

  /** `random` gives numbers from 0 up to 1. */
  constructor(
    private readonly day: Pick<DayQuota, "take">,
    private readonly random: () => number = Math.random,
  ) {}

  /** The decision on an answer in free use; null: not taken. Random ones may look alike: they must stay unbiased. */
  decide(candidate: Candidate): Decision | null {
    const { input, at, changed } = candidate;
    if (this.random() < RANDOM) return this.take("random", RANDOM, at);
    if (changed) return this.isNew("change", input) ? this.take("change", 1, at, input) : null;
    if (!isUncertain(candidate) || this.random() >= UNCERTAIN || !this.isNew("uncertain", input)) return null;
    return this.take("uncertain", UNCERTAIN, at, input);
  }

  /** The decision on what a person said; `same`: as good as the same was said of the same picture before. */
  labelled({ reason, label, input, at }: Labelled): Decision | "same" | "too-many" {
    const kind = `${reason} ${label}`;
    if (!this.isNew(kind, input)) return "same";
    return this.take(reason, 1, at, input, kind) ?? "too-many";
  }

  /** The decision on an answer in free use that a challenger contradicts: all that do not look like one before. */
  contradicted(input: NetworkInput, at: number): Decision | null {
    return this.isNew("shadow", input) ? this.take("shadow", 1, at, input) : null;
  }

  private take(
    reason: Reason,
    samplingProbability: number,
    at: number,
    input: NetworkInput | null = null,
    kind: string = reason,
  ): Decision | null {
    const recent = (this.taken.get(reason) ?? []).filter((time) => at - time < MINUTE_MS);
    this.taken.set(reason, recent);
    if (recent.length >= QUOTA[reason] || !this.day.take(reason)) return null;
    recent.push(at);
    if (input !== null) this.seen.set(kind, [input, ...(this.seen.get(kind) ?? [])].slice(0, COMPARED));
    return { reason, samplingProbability };
  }

  private isNew(kind: string, input: NetworkInput): boolean {
    return !(this.seen.get(kind) ?? []).some((before) => difference(before, input) < NEAR);
  }
}

function isUncertain({ probabilities, uncertainBelow }: Candidate): boolean {
  const best = mostLikely(probabilities);
  const top = probabilities[best] as number;
  const others = Array.from(probabilities).filter((_, i) => i !== best);
  return top < uncertainBelow || top - Math.max(...others) < SMALL_MARGIN;
}
