/** Smooths recorded answers outside the browser with the page's own code. */

import { type Smoothed, smooth } from "../recognise/naming/smoothing";
import type { LabelIndex } from "../shared/gestures";
import type { SmoothingParameters } from "../shared/manifest";

/** What training/evaluate/steady.py asks. */
interface Question {
  readonly stepMs: number;
  readonly smoothing: SmoothingParameters;
  /** The index of `none` among the labels of the model that answered. */
  readonly none: LabelIndex;
  /** Of each film each frame's probabilities, in the order of those labels. */
  readonly films: readonly (readonly (readonly number[])[])[];
}

/** One byte for each frame, film after film: the index of the steady label. */
export function steady(question: Buffer): Uint8Array {
  const { stepMs, smoothing, none, films }: Question = JSON.parse(question.toString());
  return Uint8Array.from(
    films.flatMap((film) => {
      let state: Smoothed | null = null;
      return film.map((answer, i) => {
        state = smooth(state, answer, i * stepMs, smoothing, none);
        return state.steady;
      });
    }),
  );
}
