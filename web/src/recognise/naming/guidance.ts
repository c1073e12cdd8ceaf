/** Guidance: one plain sentence and one button to press next, for the page's state and for what a person needs to know. */

import { isBlack } from "../../shared/light";
import type { Light, Way } from "../../shared/messages";
import { ADVICE } from "../../ui/words/guidance";
import type { PageState } from "./state";

/** The button that helps most now, by its name in data-command; null: there is nothing to do but wait. */
export type Primary = "start-camera" | "b" | "r" | "p" | "reload" | null;

export interface Advice {
  readonly words: string;
  readonly primary: Primary;
  /** Whether a screen reader should say it: what comes and goes with every gesture would be chatter. */
  readonly spoken: boolean;
}

/** Advice that is not yet known to be spoken. */
export type Sentence = Omit<Advice, "spoken">;

/** Where answers come from and what they are for. */
export interface Scene {
  readonly way: Way;
  /** A picture or a source from a file is looked at. */
  readonly file: boolean;
  readonly playing: boolean;
}

/** What is remembered from answer to answer, so that advice does not flicker. */
export interface Memory<Need extends string> {
  readonly need: Need;
  readonly at: number;
  /** What has been so of late, and since when. */
  readonly lately: { readonly need: Need; readonly since: number };
}

/** Luma of a picture in which a hand is hard to see, 0 … 1. */
const DARK = 0.1;
/** A picture with less contrast than this shows nothing. */
const FLAT = 0.01;

/** What is amiss with the picture itself; null: nothing. A camera that sees anything never gives the same one twice. */
export function pictureTrouble({ mean, spread, lit, repeats }: Light): "black" | "still" | "dark" | null {
  if (isBlack({ mean, lit })) return "black";
  if (repeats || spread < FLAT) return "still";
  return mean < DARK ? "dark" : null;
}

/** Of a picture that shows nothing, or hardly anything. */
export const PICTURE_ADVICE: Readonly<Record<"black" | "still" | "dark", Sentence>> = {
  black: {
    words: ADVICE.black,
    primary: null,
  },
  still: {
    words: ADVICE.repeats,
    primary: null,
  },
  dark: { words: ADVICE.dark, primary: null },
};

/** Everything but playing is out of place while the game asks. */
export const PLAYING: Advice = { words: ADVICE.game, primary: null, spoken: false };

const STATE_ADVICE: Readonly<Record<Exclude<PageState, "predicting" | "loading">, Sentence>> = {
  "no-camera": { words: ADVICE.noCamera, primary: "start-camera" },
  "needs-background": { words: ADVICE.emptyBox, primary: "b" },
  "counting-down": { words: ADVICE.keepEmpty, primary: null },
  "learning-background": { words: ADVICE.learning, primary: null },
  paused: { words: ADVICE.paused, primary: "p" },
  error: { words: ADVICE.broken, primary: "reload" },
};
const LOADING: Readonly<Record<Way, Sentence>> = {
  hand: { words: ADVICE.loading, primary: null },
  silhouette: { words: ADVICE.loadingBackground, primary: null },
};
const PREDICTING: Readonly<Record<Way, Sentence>> = {
  hand: { words: ADVICE.first, primary: "p" },
  silhouette: { words: ADVICE.firstInBox, primary: "p" },
};
const LOOKING: Sentence = { words: ADVICE.searchingFile, primary: null };

/** What to say in a state; `problem` takes the place of its usual words. */
export function adviceInState(state: PageState, problem: string | null, { way, file }: Omit<Scene, "playing">): Advice {
  const usual = state === "loading" ? LOADING[way] : state === "predicting" ? PREDICTING[way] : STATE_ADVICE[state];
  const sentence = state === "predicting" && way === "hand" && file ? LOOKING : usual;
  return { ...sentence, ...(problem !== null && { words: problem }), spoken: true };
}

/** The memory after an answer that showed a need: it is believed once it has held for its dwell time, in milliseconds. */
export function settle<Need extends string>(
  before: Memory<Need> | null,
  found: Need,
  at: number,
  dwell: Readonly<Record<Need, number>>,
  first: Need,
): Memory<Need> {
  const since = sinceWhen(before, found, at);
  const held = before?.need ?? first;
  return { need: at - since >= dwell[found] ? found : held, at, lately: { need: found, since } };
}

/** Since when what is found now has been so without a break. */
export function sinceWhen<Need extends string>(before: Memory<Need> | null, found: Need, at: number): number {
  return before?.lately.need === found ? before.lately.since : at;
}
