/** What GET /api/stats/decisions says: its shape in, a reader of the reply out. */

import { fields, listOf, orNull, type Parse, type Read, words } from "../shape";
import { finite, flag, oneOf } from "../strict";

const VERDICTS = ["promoted", "refused"] as const;
const verdict: Parse<(typeof VERDICTS)[number]> = (value, path) => oneOf(value, path, VERDICTS);
const number: Parse<number> = (value, path) => finite(value, path, -Number.MAX_VALUE, Number.MAX_VALUE);

/**
 * A new model that was compared with the one in use, and the checks that it passed or not; and what the server took
 * back by itself, because pages said that it does not work. The newest first.
 */
export const parseDecisions = fields({
  decisions: listOf(
    fields({
      at: words,
      champion: words,
      challenger: words,
      verdict,
      reasons: listOf(
        fields({ check: words, passed: flag, words, champion: orNull(number), challenger: orNull(number) }),
      ),
    }),
  ),
  rollBacks: listOf(fields({ at: words, from: words, to: words, why: words })),
});

export type Decisions = Read<typeof parseDecisions>;
