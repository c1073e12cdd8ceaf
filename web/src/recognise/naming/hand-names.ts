/** Gives each hand a name that does not flicker; what the page says of an answer. */

import { type Label, type LabelIndex, mostLikely } from "../../shared/gestures";
import type { HandManifest, Manifest } from "../../shared/manifest";
import type { HandSeen } from "../../shared/messages";
import type { Advice } from "./guidance";
import { type Smoothed, smooth } from "./smoothing";

/** A name with what it goes by. */
export interface Name {
  /** Label of the newest frame. */
  readonly newest: Label;
  /** Of the newest frame, in the order of the manifest's labels. */
  readonly probabilities: Float32Array;
  /** The smoothed label that the page shows. */
  readonly steady: Label;
  /** Smoothed probabilities in the order of the manifest's labels. */
  readonly means: readonly number[];
  /** The steady label's. */
  readonly confidence: number;
  /** Whether the confidence is as high as the manifest asks for. */
  readonly confident: boolean;
}

export type Side = "left" | "right";

export interface NamedHand extends Name {
  readonly hand: HandSeen;
  /** Which hand of the person it is. */
  readonly side: Side;
}

export class HandNames {
  private readonly none: LabelIndex;
  /** What is said where no hand is seen. */
  private readonly nobody: Float32Array;
  private states = new Map<number, Smoothed>();
  /** Of the first hand, and of none after it has gone: its name leaves as any name does. */
  private first: { readonly id: number; readonly state: Smoothed } | null = null;

  constructor(private readonly manifest: HandManifest) {
    this.none = manifest.labels.indexOf("none") as LabelIndex;
    this.nobody = Float32Array.from(manifest.labels, (label) => (label === "none" ? 1 : 0));
  }

  /** Names the hands of a frame that was answered at `at` milliseconds; `first` is the first one's name, or none's. */
  take(hands: readonly HandSeen[], at: number): { readonly first: Name; readonly hands: readonly NamedHand[] } {
    const before = this.states;
    this.states = new Map();
    const named = hands.map((hand) => {
      const newest = hand.personal ?? hand.probabilities;
      const state = this.smooth(before.get(hand.id) ?? this.inherited(hand, hands, newest), newest, at);
      this.states.set(hand.id, state);
      const side: Side = hand.left >= 0.5 ? "left" : "right";
      return { ...nameOf(state, newest, this.manifest), hand, side };
    });
    const [lead] = named;
    if (lead !== undefined) {
      this.first = { id: lead.hand.id, state: this.states.get(lead.hand.id) as Smoothed };
      return { first: lead, hands: named };
    }
    const state = this.smooth(this.first?.state ?? null, this.nobody, at);
    this.first = { id: Number.NaN, state };
    return { first: nameOf(state, this.nobody, this.manifest), hands: named };
  }

  /** Forgets what was smoothed. */
  forget(): void {
    this.states.clear();
    this.first = null;
  }

  /**
   * A hand that is found in the place of the first one keeps its name until it is known better: one lost frame must not
   * take a name away. Its probabilities begin anew, because it may be another hand.
   */
  private inherited(hand: HandSeen, hands: readonly HandSeen[], newest: Float32Array): Smoothed | null {
    const { first } = this;
    if (first === null || hand !== hands[0] || hands.some(({ id }) => id === first.id)) return null;
    return { ...first.state, means: Array.from(newest), challenger: null };
  }

  private smooth(before: Smoothed | null, newest: Float32Array, at: number): Smoothed {
    return smooth(before, newest, at, this.manifest.smoothing, this.none);
  }
}

/** The name that a smoothed state stands for. */
export function nameOf(
  { steady, means }: Smoothed,
  probabilities: Float32Array,
  { labels, thresholds }: Manifest,
): Name {
  const confidence = means[steady] as number;
  return {
    newest: labels[mostLikely(probabilities)] as Label,
    probabilities,
    steady: labels[steady] as Label,
    means,
    confidence,
    confident: confidence >= thresholds.gesture,
  };
}

export interface Said {
  /** The one name that counts: the first hand's, or that of what is in the box. */
  readonly name: Name;
  /** The steady label is another one than after the answer before. */
  readonly changed: boolean;
  readonly advice: Advice;
  /** Empty in background mode, which does not know one hand from another. */
  readonly hands: readonly NamedHand[];
  /** Mean noise over about a second; null where nothing is subtracted. */
  readonly noise: number | null;
}
