/** What GET /api/stats/shadow says: its shape in, a reader of the reply out. */

import { count, fields, listOf, orNull, type Read, share, words } from "../shape";
import { confusion } from "./overview";

export const parseShadow = fields({
  computedAt: words,
  enough: count,
  /** The models of now; null: nothing is compared. */
  champion: words,
  challenger: orNull(words),
  /** At most five, that of now first. */
  pairs: listOf(
    fields({
      champion: words,
      challenger: words,
      /** Frames that both answered, those in which they differed, and the share with its 95 % interval. */
      compared: count,
      disagreed: count,
      rate: orNull(share),
      low: orNull(share),
      high: orNull(share),
      /** Differences that were kept of free use; rows: the champion's gesture, columns: the challenger's. */
      kept: confusion,
      /** Who was right where they differed and a person told the gesture. */
      right: fields({ champion: count, challenger: count, neither: count }),
    }),
  ),
});

export type Shadow = Read<typeof parseShadow>;
