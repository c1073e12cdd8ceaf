/** Gives each hand a name that does not flicker; what the page says of an answer. */

import { type LabelIndex, mostLikely } from "../../shared/gestures";
import type { HandManifest, Manifest } from "../../shared/manifest";
import type { HandSeen, Named, OwnId } from "../../shared/messages";
import type { Advice } from "./guidance";
import { type Smoothed, smooth } from "./smoothing";

/** A name with what it goes by. */
export interface Name {
  /** Label or own gesture of the newest frame. */
  readonly newest: Named;
  /** Of the newest frame, in the order of the manifest's labels; the own gestures in use come after them. */
  readonly probabilities: Float32Array;
  /** The smoothed name that the page shows. */
  readonly steady: Named;
  /** Smoothed probabilities in the same order. */
  readonly means: readonly number[];
  /** The steady name's. */
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
  private readonly names: readonly Named[];
  /** What is said where no hand is seen. */
  private readonly nobody: Float32Array;
  private states = new Map<number, Smoothed>();
  /** Of the hand that led, and of none after it has gone: its name leaves as any name does. */
  private led: { readonly id: number; readonly state: Smoothed } | null = null;

  /** `own` are the own gestures in use, in the order of their probabilities. */
  constructor(
    private readonly manifest: HandManifest,
    own: readonly OwnId[] = [],
  ) {
    this.names = [...manifest.labels, ...own];
    this.none = this.names.indexOf("none") as LabelIndex;
    this.nobody = Float32Array.from(this.names, (name) => (name === "none" ? 1 : 0));
  }

  /**
   * Names the hands of a frame that was answered at `at` milliseconds, the one that leads first; `first` is its name, or
   * none's.
   */
  take(hands: readonly HandSeen[], at: number): { readonly first: Name; readonly hands: readonly NamedHand[] } {
    const before = this.states;
    this.states = new Map();
    const named = hands.map((hand) => {
      const newest = this.probabilitiesOf(hand);
      const state = this.smooth(before.get(hand.id) ?? this.inherited(hand, hands, newest), newest, at);
      this.states.set(hand.id, state);
      const side: Side = hand.left >= 0.5 ? "left" : "right";
      return { ...nameOf(state, newest, this.names, this.manifest), hand, side };
    });
    const lead = this.leadOf(named);
    if (lead !== undefined) {
      this.led = { id: lead.hand.id, state: this.states.get(lead.hand.id) as Smoothed };
      return { first: lead, hands: [lead, ...named.filter((one) => one !== lead)] };
    }
    const state = this.smooth(this.led?.state ?? null, this.nobody, at);
    this.led = { id: Number.NaN, state };
    return { first: nameOf(state, this.nobody, this.names, this.manifest), hands: named };
  }

  /** Forgets what was smoothed. */
  forget(): void {
    this.states.clear();
    this.led = null;
  }

  /** The hand that shows a gesture: the one that led already, else the one followed longest; where none does, likewise. */
  private leadOf(named: readonly NamedHand[]): NamedHand | undefined {
    const showing = named.filter(({ steady }) => steady !== "none");
    const among = showing.length > 0 ? showing : named;
    return among.find(({ hand }) => hand.id === this.led?.id) ?? among[0];
  }

  /**
   * A hand that is found in the place of the one that led keeps its name until it is known better: one lost frame must not
   * take a name away. Its probabilities begin anew, because it may be another hand.
   */
  private inherited(hand: HandSeen, hands: readonly HandSeen[], newest: Float32Array): Smoothed | null {
    const { led } = this;
    if (led === null || hand !== hands[0] || hands.some(({ id }) => id === led.id)) return null;
    return { ...led.state, means: Array.from(newest), challenger: null };
  }

  /** An answer from before own gestures came or went knows others: then the head's count. */
  private probabilitiesOf({ personal, probabilities }: HandSeen): Float32Array {
    if (personal?.length === this.names.length) return personal;
    const padded = new Float32Array(this.names.length);
    padded.set(probabilities);
    return padded;
  }

  private smooth(before: Smoothed | null, newest: Float32Array, at: number): Smoothed {
    return smooth(before, newest, at, this.manifest.smoothing, this.none);
  }
}

/** The name that a smoothed state stands for. */
export function nameOf(
  { steady, means }: Smoothed,
  probabilities: Float32Array,
  names: readonly Named[],
  { thresholds }: Pick<Manifest, "thresholds">,
): Name {
  const confidence = means[steady] as number;
  return {
    newest: names[mostLikely(probabilities)] as Named,
    probabilities,
    steady: names[steady] as Named,
    means,
    confidence,
    confident: confidence >= thresholds.gesture,
  };
}

export interface Said {
  /** The one name that counts: that of the hand that leads, or that of what is in the box. */
  readonly name: Name;
  /** The steady label is another one than after the answer before. */
  readonly changed: boolean;
  readonly advice: Advice;
  /** The one that leads first; empty in background mode, which does not know one hand from another. */
  readonly hands: readonly NamedHand[];
  /** Mean noise over about a second; null where nothing is subtracted. */
  readonly noise: number | null;
}
