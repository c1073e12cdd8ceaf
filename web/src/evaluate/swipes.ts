/** Names swipes and waves in the paths of hands outside the browser, with the page's own code. */

import { MOVEMENTS, Swipes } from "../recognise/swipes/swipes";

/** What training/evaluate/swipes.py asks: films, each a row of frames. */
interface Question {
  readonly films: readonly (readonly Frame[])[];
}

/** Milliseconds, and the hands: an id and 21 × (x, y, z) in pixels each. */
interface Frame {
  readonly at: number;
  readonly hands: readonly { readonly id: number; readonly points: readonly (readonly [number, number, number])[] }[];
}

/** One byte for each frame, film after film: 0, or which of MOVEMENTS is named in it, counted from 1. */
export function swipes(question: Buffer): Uint8Array {
  const { films }: Question = JSON.parse(question.toString());
  return Uint8Array.from(
    films.flatMap((film) => {
      const watching = new Swipes();
      return film.map(({ at, hands }) => {
        const moved = watching.take(hands, at, true);
        return moved === null ? 0 : MOVEMENTS.indexOf(moved.movement) + 1;
      });
    }),
  );
}
