/** The words and the key of each gesture. */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** 0 … 1. */
export type Probability = Unit<"probability">;
export type Milliseconds = Unit<"milliseconds">;
/** Position of a label in the manifest's `labels`, which is also the network's output. */
export type LabelIndex = Unit<"label index">;

export const LABELS = ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "okay", "peace", "none"] as const;
export type Label = (typeof LABELS)[number];
export type Gesture = Exclude<Label, "none">;

export const WORDS: Readonly<Record<Label, string>> = {
  thumbs_up: "Thumbs up",
  l: "L",
  fist: "Fist",
  open_palm: "Open palm",
  closed_palm: "Closed palm",
  okay: "Okay",
  peace: "Peace",
  none: "No gesture",
};

/** The keys by which a person says which gesture is being shown, in the order of the buttons. */
export const PROMPT_KEYS: Readonly<Record<string, Gesture>> = {
  c: "closed_palm",
  f: "fist",
  k: "okay",
  l: "l",
  o: "open_palm",
  t: "thumbs_up",
  v: "peace",
};

/** Whether a value is a label that this page has words for. */
export function isLabel(value: unknown): value is Label {
  return LABELS.some((label) => label === value);
}

/** Words for a label that a server sent; one that this page does not know is shown as it is. */
export function wordsFor(label: string): string {
  return isLabel(label) ? WORDS[label] : label;
}

/** The number as a probability. Throws a RangeError outside 0 … 1 or when it is not a number. */
export function probability(value: number): Probability {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${value} is not a probability: it must lie in 0 … 1`);
  return value as Probability;
}

/** The number as a duration or a point on the page's clock. */
export function milliseconds(value: number): Milliseconds {
  return value as Milliseconds;
}

/** Index of the largest of the probabilities (the first of equals). Throws a RangeError when there are none. */
export function mostLikely(probabilities: ArrayLike<number>): LabelIndex {
  if (probabilities.length === 0) throw new RangeError("there are no probabilities to choose from");
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) {
    if ((probabilities[i] as number) > (probabilities[best] as number)) best = i;
  }
  return best as LabelIndex;
}
