/** Advice where the hand itself is seen. */

import type { HandSeen, Light, Named, Size } from "../../shared/messages";
import { HAND_ADVICE } from "../../ui/words/hand-guidance";
import {
  type Advice,
  type Memory,
  PICTURE_ADVICE,
  PLAYING,
  pictureTrouble,
  type Scene,
  type Sentence,
  settle,
  sinceWhen,
} from "./guidance";

/** One hand, as far as advice depends on it. */
export interface Look {
  readonly steady: Named;
  /** Whether the steady label's probability is as high as the manifest asks for. */
  readonly confident: boolean;
  /** The picture's edge cuts it off. */
  readonly cut: boolean;
  /** The network is shown more pixels of it than the camera has. */
  readonly small: boolean;
}

/** What a person could know to get a right answer, the most urgent first; `seen`: there is a hand, and no more to say yet. */
export type Need =
  | "named"
  | "two"
  | "black"
  | "still"
  | "nothing"
  | "unseen"
  | "cut"
  | "small"
  | "dark"
  | "unsure"
  | "unknown"
  | "seen";

/** What guidance remembers from answer to answer. */
export interface HandsMemory extends Memory<Need> {
  /** When a hand was seen last, and since when without a break that anybody would notice; null: there is none. */
  readonly hands: { readonly since: number; readonly last: number } | null;
  /** Since when every picture is the one before it; null: the newest one is not. */
  readonly stillSince: number | null;
}

/** Points that may lie at the picture's edge or beyond before a hand counts as cut off: an arm comes from there. */
const BEYOND = 2;
/** So many times the size at which a hand begins to be small it is small no longer. */
const CLEARLY = 1.1;
/** How near to the edge, in shares of the picture's width: the network puts points that it cannot see beside it. */
const EDGE = 0.02;
/** A hand that is lost for less than this is still there. */
const BREAK_MS = 300;
/** A slow camera gives some frames twice, which is no picture that stands still. */
const STILL_MS = 2000;
/** A hand on its way into the picture is small, cut and unknown for a moment, which needs no advice. */
const DWELL_MS: Readonly<Record<Need, number>> = {
  named: 300,
  two: 300,
  black: 700,
  still: 0, // it has stood still for long enough already
  nothing: 700,
  unseen: 8000,
  cut: 1500,
  small: 1500,
  dark: 1500,
  unsure: 2500,
  unknown: 3000,
  seen: 300,
};

const ADVICE: Readonly<Record<Need, Sentence>> = {
  named: { words: HAND_ADVICE.steady, primary: "p" },
  two: { words: HAND_ADVICE.twoHands, primary: "p" },
  ...PICTURE_ADVICE,
  nothing: { words: HAND_ADVICE.first, primary: "p" },
  unseen: { words: HAND_ADVICE.noHand, primary: "p" },
  cut: { words: HAND_ADVICE.cutOff, primary: "p" },
  small: { words: HAND_ADVICE.small, primary: "p" },
  unsure: { words: HAND_ADVICE.unsure, primary: "p" },
  unknown: { words: HAND_ADVICE.noGesture, primary: "p" },
  seen: { words: HAND_ADVICE.hand, primary: "p" },
};
/** Nobody can move a hand in a file. */
const FILE_ADVICE: Readonly<Record<Need, Sentence>> = {
  named: { words: HAND_ADVICE.inFile, primary: null },
  two: { words: HAND_ADVICE.manyHands, primary: null },
  black: { words: HAND_ADVICE.blackFile, primary: null },
  still: { words: HAND_ADVICE.noHandInFile, primary: null },
  dark: { words: HAND_ADVICE.darkFile, primary: null },
  nothing: { words: HAND_ADVICE.noHandInFile, primary: null },
  unseen: { words: HAND_ADVICE.noHandInFile, primary: null },
  cut: { words: HAND_ADVICE.cutOffInFile, primary: null },
  small: { words: HAND_ADVICE.smallInFile, primary: null },
  unsure: { words: HAND_ADVICE.unsureInFile, primary: null },
  unknown: { words: HAND_ADVICE.noGestureInFile, primary: null },
  seen: { words: HAND_ADVICE.handInFile, primary: null },
};

/** Nothing is said of a hand: not beside the name of one. */
const WITHOUT_HAND: readonly Need[] = ["black", "still", "nothing", "unseen", "dark"];
/** These are what playing is about; everything else keeps a game from going well. */
const NO_TROUBLE: readonly Need[] = ["named", "nothing", "unsure", "unknown", "seen"];

/** What to say after an answer. */
export function adviceOn({ need }: Pick<HandsMemory, "need">, { file, playing }: Omit<Scene, "way">): Advice {
  if (playing && NO_TROUBLE.includes(need)) return PLAYING;
  const sentences = file ? FILE_ADVICE : ADVICE;
  return { ...sentences[need], spoken: !["named", "two", "nothing", "seen"].includes(need) };
}

/** The memory after one more answer at `at` milliseconds; `before` is null for the first one. */
export function remember(
  before: HandsMemory | null,
  looks: readonly Look[],
  light: Light,
  at: number,
  { file }: Pick<Scene, "file">,
): HandsMemory {
  const trouble = pictureTrouble(light);
  const stillSince = trouble === "still" ? (before?.stillSince ?? at) : null;
  const isMoment = stillSince !== null && at - stillSince < STILL_MS;
  const found = needIn(looks, isMoment ? null : trouble);
  const settled = { ...settle(before, found, at, DWELL_MS, file ? found : "nothing"), stillSince };
  const hands = handsUntil(before, looks.length > 0, at);
  if (found === "nothing" && at - sinceWhen(before, found, at) >= DWELL_MS.unseen) {
    return { ...settled, need: "unseen", hands };
  }
  // Beside "Fist?" nobody is told that there is none.
  if (found === "unsure" && settled.need === "unknown") return { ...settled, need: "seen", hands };
  if (hands === null || !WITHOUT_HAND.includes(settled.need)) return { ...settled, hands };
  // The name is on the screen already: no sentence beside it says that there is nobody.
  if (found === "named" || found === "two") return { ...settled, need: found, hands };
  if (settled.need === "dark") return { ...settled, hands };
  return at - hands.since < DWELL_MS.seen ? { ...settled, hands } : { ...settled, need: "seen", hands };
}

function handsUntil(before: HandsMemory | null, isSeen: boolean, at: number): HandsMemory["hands"] {
  const known = before?.hands ?? null;
  const goesOn = known !== null && at - known.last < BREAK_MS;
  if (isSeen) return { since: goesOn ? known.since : at, last: at };
  return goesOn ? known : null;
}

/**
 * What can honestly be told of a hand from its points alone; `side` is that of what the network is shown, in pixels.
 *
 * What was found before must be over clearly: a hand at the border would else be one thing and the other by turns, for
 * neither of which the advice ever came.
 */
export function lookAt(
  { points, square }: HandSeen,
  frame: Size,
  side: number,
  before: Need | null = null,
): Pick<Look, "cut" | "small"> {
  const edge = EDGE * frame.width;
  let beyond = 0;
  for (let i = 0; i < points.length; i += 3) {
    const [x, y] = [points[i] as number, points[i + 1] as number];
    if (x < edge || y < edge || x > frame.width - edge || y > frame.height - edge) beyond++;
  }
  return {
    cut: beyond > (before === "cut" ? BEYOND - 1 : BEYOND),
    small: square.size < (before === "small" ? CLEARLY * side : side),
  };
}

function needIn(hands: readonly Look[], trouble: ReturnType<typeof pictureTrouble>): Need {
  const [first] = hands;
  if (first === undefined) return trouble ?? "nothing";
  if (hands.some(({ steady, confident }) => steady !== "none" && confident)) return hands.length > 1 ? "two" : "named";
  if (first.cut) return "cut";
  if (first.small) return "small";
  if (trouble === "dark") return "dark";
  return first.steady === "none" ? "unknown" : "unsure";
}
