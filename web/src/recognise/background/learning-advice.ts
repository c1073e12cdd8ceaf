/** Advice while the background is captured: why it takes longer, in words that stay long enough to be read. */

import type { LearningTrouble } from "../../shared/messages";
import type { Advice } from "../naming/guidance";

const WORDS: Readonly<Record<LearningTrouble, string>> = {
  black: "The camera's picture is black. Open its cover, or turn on a light; then the background is captured.",
  moving: "Something is moving in the box. Keep it empty and still for a second.",
  hand: "There is a hand in the box. Take it out; then the background is captured.",
};
const CALM: Advice = { words: "Keep the box empty: learning the background …", primary: null, spoken: true };
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
