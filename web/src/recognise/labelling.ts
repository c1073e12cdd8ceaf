/** Labels answers by what a person says of them, and says what became of it. */

import { type Gesture, isLabel, type Label, WORDS } from "../shared/gestures";
import { encodePoints } from "../shared/hand-numbers";
import type { HandSeen, Named, Way } from "../shared/messages";
import { RECOGNISE } from "../ui/words/recognise";
import type { Camera } from "./camera/camera";
import type { Correction } from "./correction";
import type { ShareOffer } from "./share-offer";
import type { View } from "./view/view";

/** `same`: the same was said of the same picture before, so nothing new is kept. */
export type PromptResult = "taken" | "same" | "not-allowed" | "no-answer" | "too-many";

/** Who takes answers as samples of what was really shown. */
export interface LabelTaker {
  prompt(gesture: Gesture, at: number): PromptResult;
  hold(at: number): PromptResult;
  correct(label: Label, at: number): PromptResult;
}

/** Who has the page go by what a person says of a hand, on this device only. */
export interface Learner {
  /** Gives why it does not go by it; null: it does. */
  learn(of: Named, hand: Uint8Array): Promise<string | null>;
}

export interface LabellingParts {
  readonly camera: Pick<Camera, "showsFile">;
  readonly collector: LabelTaker;
  readonly correction: Pick<Correction, "ask">;
  readonly learner: Learner;
  /** Asked of those whose page learned what nobody keeps as a sample. */
  readonly offer: Pick<ShareOffer, "show">;
  readonly playGame: (gestures: readonly Gesture[]) => void;
  readonly view: Pick<View, "say">;
  readonly scene: () => LabellingScene;
}

/** The way that frames go now, the labels of its model (none before that is there), and whether there is a picture. */
export interface LabellingScene {
  /** A game is under way. */
  readonly playing: boolean;
  readonly way: Way;
  readonly labels: readonly Label[];
  readonly camera: boolean;
}

/** An answer that a person sees: what it said, when it came, of which way it is, and the hand that leads in it. */
export interface SeenAnswer {
  readonly said: Named;
  readonly at: number;
  readonly way: Way;
  readonly hand: HandSeen | null;
}

const REFUSED: Readonly<Record<Exclude<PromptResult, "taken" | "no-answer">, string>> = {
  "not-allowed": RECOGNISE.logIn,
  same: RECOGNISE.noted,
  "too-many": RECOGNISE.enough,
};
const NO_ANSWER: Readonly<Record<Way, string>> = {
  hand: RECOGNISE.noAnswer,
  silhouette: RECOGNISE.noBackgroundAnswer,
};
const NO_GAME: Readonly<Record<Way, string>> = {
  hand: RECOGNISE.gameLoading,
  silhouette: RECOGNISE.gameBackground,
};
const NO_CAMERA = RECOGNISE.noCamera;
const NO_HAND = RECOGNISE.noHand;
const FILE_WORDS = RECOGNISE.file;

export class Labelling {
  constructor(private readonly parts: LabellingParts) {}

  /** A person says which gesture is being shown. */
  prompt(gesture: Gesture): void {
    const { camera, collector, scene, view } = this.parts;
    const { labels } = scene();
    const isKnown = labels.length === 0 || labels.includes(gesture);
    if (camera.showsFile) view.say(FILE_WORDS);
    else if (!isKnown) view.say(RECOGNISE.unknown(WORDS[gesture]));
    else {
      const result = collector.prompt(gesture, performance.now());
      view.say(result === "taken" ? `Noted: ${WORDS[gesture]}.` : this.whyNot(result));
    }
  }

  /**
   * A person says that the answer they see is wrong. It is held while they choose: no hand must be held meanwhile. The
   * page goes by it at once, whoever they are; whether a sample is taken is for the collector to say.
   */
  async correct(seen: SeenAnswer | null): Promise<void> {
    const { camera, collector, correction, learner, offer, view } = this.parts;
    if (camera.showsFile) return view.say(FILE_WORDS);
    if (seen === null) return view.say(this.whyNot("no-answer"));
    const held = collector.hold(seen.at);
    const hand = seen.hand && encodePoints(seen.hand, seen.hand.embedding.length);
    if (held !== "taken" && hand === null) return view.say(seen.way === "hand" ? NO_HAND : this.whyNot(held));
    const named = await correction.ask(seen.said, hand !== null);
    if (named === null) return;
    const isSample = held === "taken" && isLabel(named);
    const result = isSample ? collector.correct(named, performance.now()) : null;
    const noted = result === "taken" && isLabel(named) ? [RECOGNISE.thanks(WORDS[named])] : [];
    const refused = result === null || result === "taken" || hand !== null ? [] : [this.whyNot(result)];
    const problem = hand === null ? null : await learner.learn(named, hand);
    const learned = hand === null ? [] : [problem ?? RECOGNISE.goesBy];
    view.say([...noted, ...refused, ...learned].join(" "));
    if (held === "not-allowed" && problem === null && isLabel(named)) offer.show();
  }

  /** Begins a game, which needs answers of the camera. */
  play(isPredicting: boolean): void {
    const { camera, playGame, scene, view } = this.parts;
    const { way, labels, camera: isOn, playing } = scene();
    if (playing) return; // it is the letter: a second game must not begin within the first
    if (camera.showsFile) view.say(FILE_WORDS);
    else if (!isOn) view.say(NO_CAMERA);
    else if (isPredicting) playGame(labels.filter((label) => label !== "none"));
    else view.say(NO_GAME[way]);
  }

  private whyNot(result: Exclude<PromptResult, "taken">): string {
    const { way, camera } = this.parts.scene();
    if (!camera) return NO_CAMERA;
    return result === "no-answer" ? NO_ANSWER[way] : REFUSED[result];
  }
}
