/** Smooths outside the browser with the page's own code: films of answers in, the label that is shown at each out. */

import { type Smoothed, smooth } from "../page/smoothing";
import { LABELS, type LabelIndex } from "../shared/gestures";
import type { SmoothingParameters } from "../shared/manifest";

/** What training/evaluate_steady.py asks. */
interface Question {
  readonly stepMs: number;
  readonly smoothing: SmoothingParameters;
  /** Of each film each frame's probabilities, in the order of LABELS. */
  readonly films: readonly (readonly (readonly number[])[])[];
}

/** One byte for each frame, film after film: the index of the steady label. */
export function steady(question: Buffer): Uint8Array {
  const { stepMs, smoothing, films }: Question = JSON.parse(question.toString());
  const none = LABELS.indexOf("none") as LabelIndex;
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
