/** Advice while the background is captured: why it takes longer, in words that stay long enough to be read. */

import type { LearningTrouble } from "../../shared/messages";
import { BACKGROUND } from "../../ui/words/background";
import type { Advice } from "../naming/guidance";

const WORDS: Readonly<Record<LearningTrouble, string>> = {
  black: BACKGROUND.black,
  moving: BACKGROUND.moving,
  hand: BACKGROUND.hand,
};
const CALM: Advice = { words: BACKGROUND.learning, primary: null, spoken: true };
const STAYS_MS = 1500;

export class LearningAdvice {
  private shown: { readonly trouble: LearningTrouble; readonly at: number } | null = null;

  /** What to say after a frame at `at` milliseconds; null: what was said still holds. */
  after(trouble: LearningTrouble | null, at: number): Advice | null {
    const before = this.shown;
    if (trouble !== null) {
      // A hand that moves is a hand: that is the better word.
      const known = trouble === "moving" && before?.trouble === "hand" ? "hand" : trouble;
      this.shown = { trouble: known, at };
      return known === before?.trouble ? null : { words: WORDS[known], primary: null, spoken: true };
    }
    if (before === null || at - before.at < STAYS_MS) return null;
    this.shown = null;
    return CALM;
  }

  forget(): void {
    this.shown = null;
  }
}
