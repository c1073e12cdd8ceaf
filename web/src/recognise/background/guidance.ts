/** Advice in background mode, from what the box shows. */

import type { Light, Named } from "../../shared/messages";
import { BACKGROUND } from "../../ui/words/background";
import {
  type Advice,
  type Memory,
  PICTURE_ADVICE,
  PLAYING,
  pictureTrouble,
  type Sentence,
  settle,
  sinceWhen,
} from "../naming/guidance";
import type { Hand } from "./hand-in-box";

/** One answer, as far as advice depends on it. */
export interface Seen {
  /** When it came, in milliseconds on any clock that runs. */
  readonly at: number;
  readonly noise: number;
  readonly steady: Named;
  /** Whether the steady label's probability is as high as the manifest asks for. */
  readonly confident: boolean;
  readonly hand: Hand;
  readonly light: Light;
}

/** What a person could know to get a right answer, the most urgent first. */
export type Need =
  | "black"
  | "noisy"
  | "changed"
  | "named"
  | "nothing"
  | "unseen"
  | "cut"
  | "small"
  | "dark"
  | "unsure"
  | "unknown";

/** What guidance remembers from answer to answer. */
export interface BoxMemory extends Memory<Need> {
  /** Mean noise over about a second, 0 … 1: single frames are noisy while a hand moves. */
  readonly noise: number;
}

const NOISE_TIME_MS = 1000;
/** A cleaner background would help where more pixels than these were specks and holes. */
const NOISY = 0.03;
/** Below it a box counts as empty: what is left is specks. */
const NOTHING = 0.01;
/** The network has seen no hands smaller than this. */
const SMALL = 0.04;
/** No hand fills the box like this: the camera or the light has changed. */
const CHANGED = 0.8;
/** A hand on its way into the box is small, cut and unknown for a moment, which needs no advice. */
const DWELL_MS: Readonly<Record<Need, number>> = {
  black: 700,
  noisy: 1000,
  changed: 1500,
  named: 300,
  nothing: 700,
  unseen: 8000,
  cut: 1500,
  small: 1500,
  dark: 1500,
  unsure: 2500,
  unknown: 3000,
};

const ADVICE: Readonly<Record<Need, Sentence>> = {
  black: PICTURE_ADVICE.black,
  noisy: { words: BACKGROUND.noisy, primary: "b" },
  changed: { words: BACKGROUND.wholeBox, primary: "b" },
  named: { words: BACKGROUND.steady, primary: "p" },
  nothing: { words: BACKGROUND.show, primary: "p" },
  unseen: { words: BACKGROUND.noHand, primary: "p" },
  cut: { words: BACKGROUND.cutOff, primary: "p" },
  small: { words: BACKGROUND.small, primary: "p" },
  dark: PICTURE_ADVICE.dark,
  unsure: { words: BACKGROUND.unsure, primary: "p" },
  unknown: { words: BACKGROUND.noGesture, primary: "p" },
};

/** These are what playing is about; everything else keeps a game from going well. */
const NO_TROUBLE: readonly Need[] = ["named", "nothing", "unsure", "unknown"];

/** What to say after an answer, in a game or without one. */
export function adviceOn({ need }: BoxMemory, playing: boolean): Advice {
  if (playing && NO_TROUBLE.includes(need)) return PLAYING;
  return { ...ADVICE[need], spoken: need !== "named" && need !== "nothing" };
}

/** The memory after one more answer; `before` is null for the first one. */
export function remember(before: BoxMemory | null, seen: Seen): BoxMemory {
  const { at } = seen;
  const noise = meanNoise(before, seen);
  const found = needIn(seen, noise);
  const settled = settle(before, found, at, DWELL_MS, "nothing");
  const isLong = found === "nothing" && at - sinceWhen(before, found, at) >= DWELL_MS.unseen;
  return { ...settled, ...(isLong && { need: "unseen" }), noise };
}

function needIn({ steady, confident, hand, light }: Seen, noise: number): Need {
  const trouble = pictureTrouble(light);
  if (trouble === "black") return trouble;
  if (noise > NOISY) return "noisy";
  if (hand.area > CHANGED) return "changed";
  if (steady !== "none" && confident) return "named";
  if (hand.area < NOTHING) return trouble === "dark" ? trouble : "nothing";
  if (hand.cut) return "cut";
  if (hand.area < SMALL) return "small";
  if (trouble === "dark") return trouble;
  return steady === "none" ? "unknown" : "unsure";
}

function meanNoise(before: BoxMemory | null, { noise, at }: Seen): number {
  const kept = before === null ? 1 : Math.exp(-Math.max(at - before.at, 0) / NOISE_TIME_MS);
  return kept * (before?.noise ?? 0) + (1 - kept) * noise;
}
