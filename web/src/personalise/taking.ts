/** Takes what a person holds up for three seconds: ten examples, apart in time, of one hand. */

import { mostLikely } from "../shared/gestures";
import { distanceOf, encodePoints } from "../shared/hand-numbers";
import { type HandSeen, isOwn, type Named } from "../shared/messages";

export const EXAMPLES = 10;
const EVERY_MS = 300;
/** Above it the page is taken to know what it sees. */
const SURE = 0.5;
/** A hand that moved by less than this share of its square since the example before shows nothing new. */
const STILL = 0.008;

/** What became of a frame. `taken` may ask to turn the hand; `claimed`: it is another own gesture. */
export type Look =
  | { readonly kind: "wait" | "no-hand" }
  | { readonly kind: "taken"; readonly hand: Uint8Array; readonly isStill: boolean }
  | { readonly kind: "claimed"; readonly by: Named };

export class Taking {
  readonly hands: Uint8Array[] = [];
  private last = Number.NEGATIVE_INFINITY;
  private readonly alike: Named[] = [];

  /** Nothing is taken before `start`, in milliseconds. `names` are what hands can be called, in the order of answers. */
  constructor(
    private readonly of: Named,
    private readonly names: readonly Named[],
    private readonly start: number,
  ) {}

  get isWhole(): boolean {
    return this.hands.length >= EXAMPLES;
  }

  /** The gesture that at least a third of the examples look like to the page; null: none. */
  get looksLike(): Named | null {
    const found = this.alike.find((name) => 3 * this.alike.filter((each) => each === name).length >= EXAMPLES);
    return found ?? null;
  }

  /** Looks at the hands of an answer that came at `at` milliseconds: the first one is what is shown. */
  look([hand]: readonly HandSeen[], at: number): Look {
    if (at < this.start || at - this.last < EVERY_MS || this.isWhole) return { kind: "wait" };
    if (hand === undefined) return { kind: "no-hand" };
    const name = this.nameOf(hand);
    if (name !== null && name !== this.of && isOwn(name)) return { kind: "claimed", by: name };
    const numbers = encodePoints(hand, hand.embedding.length);
    const before = this.hands.at(-1);
    this.last = at;
    this.hands.push(numbers);
    if (name !== null && name !== "none" && name !== this.of) this.alike.push(name);
    return { kind: "taken", hand: numbers, isStill: before !== undefined && distanceOf(before, numbers) < STILL };
  }

  /** What the page is sure that the hand is; null: it is not. */
  private nameOf({ personal, probabilities }: HandSeen): Named | null {
    const answer = personal ?? probabilities;
    const best = mostLikely(answer);
    return (answer[best] as number) >= SURE ? (this.names[best] ?? null) : null;
  }
}
