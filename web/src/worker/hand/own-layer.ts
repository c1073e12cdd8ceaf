/**
 * A person's own gestures and own examples: they change what a hand is called near what was shown, and only there.
 *
 * An own gesture is its examples' places (training/head/metric.py says where a hand is), their mean, and what the head
 * says of them; one of its examples that is far from the others speaks for its own neighbourhood alone. It has less room
 * near poses that people show anyway. Examples of a label each pull what is near to that label. Numbers are of licensed
 * people (docs/decisions/0020-on-device.md).
 */

import { type Label, type Probability, probability } from "../../shared/gestures";
import { BEFORE_EMBEDDING, BEFORE_POINTS, numbersIn, POINTS } from "../../shared/hand-numbers";
import type { HandManifest } from "../../shared/manifest";
import { type OwnExample, type OwnId, ownIdsOf } from "../../shared/messages";
import type { Head, Shown } from "./head";

/** How far from an own gesture a hand may be that shows a known pose, and how soft that border is. */
const NEAR = 4.5;
const SOFTNESS = 0.7;
/** How much farther others may be: as a share of their distance to the nearest known pose, which counts up to here. */
const ROOM = 0.5;
const UNKNOWN_FROM = 14;
/** What a single example is farther than all together. */
const ALONE = 3;
/** How far an example of a label pulls, and how strongly, as a difference of logits. */
const PULL_NEAR = 5;
const PULL = 6;
/** Nearer than this it is what a person named: it counts as that, however sure the head is of something else. */
const SAME = 3;
const SMALLEST = 1e-3;

type Numbers = Float32Array;

interface Own {
  readonly examples: readonly Numbers[];
  readonly place: Numbers;
  /** What the head says of the examples, on average. */
  readonly said: Numbers;
}

export class OwnLayer {
  private constructor(
    private readonly head: Head,
    private readonly gestures: readonly Own[],
    /** For each label its examples' places. */
    private readonly pulls: readonly (readonly Numbers[])[],
  ) {}

  /** Throws a RangeError where examples are of another model, or the head has no metric. */
  static of(examples: readonly OwnExample[], head: Head, { labels, backbone }: HandManifest): OwnLayer {
    const known = examples.map(({ of, hand }) => {
      const shown = shownBy(hand, backbone.embedding);
      return { of, place: head.place(shown), said: head.classify(shown) };
    });
    const gestures = ownIdsOf(examples).map((id: OwnId): Own => {
      const mine = known.filter(({ of }) => of === id);
      const places = mine.map(({ place }) => place);
      return { examples: places, place: mean(places), said: mean(mine.map(({ said }) => said)) };
    });
    const placesOf = (label: Label): Numbers[] => known.filter(({ of }) => of === label).map(({ place }) => place);
    return new OwnLayer(head, gestures, labels.map(placesOf));
  }

  /**
   * Probabilities of the labels in the manifest's order, then of the own gestures in that of their first examples.
   *
   * `probabilities` are the head's own for `shown`. They sum to 1, and stay what they are where nothing was taught.
   */
  classify(shown: Shown, probabilities: Float32Array): Float32Array {
    const place = this.head.place(shown);
    const nearest = this.pulls.map((examples) => least(examples, place));
    const corrected = Math.min(...nearest);
    const same = within(corrected, SAME);
    const pulled = sumToOne(
      probabilities.map((each, i) => each * Math.exp(PULL * within(nearest[i] as number, PULL_NEAR))),
    ).map((each, i) => (1 - same) * each + (nearest[i] === corrected ? same : 0));
    const alone = this.gestures.map(({ examples }) => least(examples, place));
    const far = this.gestures.map((own, i) => {
      const single = alone[i] as number;
      const there = Math.min((distance(own.place, place) + single) / 2, single + ALONE);
      return there - Math.log(alike(own.said, probabilities) + SMALLEST);
    });
    const room = ROOM * Math.min(least(this.head.poses, place), UNKNOWN_FROM);
    const closest = Math.min(...far);
    const powers = sumToOne(Float32Array.from(far, (each) => Math.exp((closest - each) / SOFTNESS)));
    // What was corrected to a label here is no own gesture, unless one of its examples is nearer still.
    const held = corrected < Math.min(...alone) ? within(corrected, PULL_NEAR) : 0;
    const own = this.gestures.length === 0 ? 0 : within(closest, NEAR + room) * (1 - held);
    return Float32Array.of(...pulled.map((each) => each * (1 - own)), ...powers.map((each) => each * own));
  }
}

/** A hand as its numbers say. Throws a RangeError where they are not as many as this backbone gives. */
export function shownBy(hand: Uint8Array, embedding: number): Shown {
  const numbers = numbersIn(hand);
  if (numbers.length !== BEFORE_EMBEDDING + embedding) throw new RangeError("The examples are of another model.");
  const [ux, uy] = numbers.subarray(BEFORE_POINTS + POINTS) as unknown as [number, number];
  return {
    left: probability(numbers[1] as number),
    points: numbers.slice(BEFORE_POINTS, BEFORE_POINTS + POINTS),
    embedding: numbers.slice(BEFORE_EMBEDDING),
    square: { ux, uy },
  };
}

function mean(rows: readonly Numbers[]): Numbers {
  const [first] = rows as [Numbers];
  return first.map((_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length);
}

function distance(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}

/** How near the nearest is; Infinity where there is none. */
function least(places: readonly Numbers[], place: Numbers): number {
  return places.reduce((nearest, each) => Math.min(nearest, distance(each, place)), Number.POSITIVE_INFINITY);
}

/** 1 well within a border, ½ on it, 0 beyond. */
function within(far: number, border: number): Probability {
  return probability(1 / (1 + Math.exp((far - border) / SOFTNESS)));
}

/** From 0 to 1: how much alike two answers of the head are. */
function alike(a: Numbers, b: Numbers): number {
  return a.reduce((sum, each, i) => sum + Math.sqrt(each * (b[i] as number)), 0);
}

function sumToOne(values: Numbers): Numbers {
  const total = values.reduce((sum, each) => sum + each, 0);
  return values.map((each) => each / total);
}
