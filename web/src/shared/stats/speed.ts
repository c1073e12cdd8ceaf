/** What GET /api/stats/speed says: its shape in, a reader of the reply out. */

import { amount, count, fields, listOf, orNull, type Read, words } from "../shape";

/** What so many of 100 do not exceed; null where n is not enough. */
const percentiles = fields({ n: count, p50: orNull(amount), p90: orNull(amount), p99: orNull(amount) });
/** The same of what is better the more of it there is. */
const percentilesOfRates = fields({ n: count, p1: orNull(amount), p10: orNull(amount), p50: orNull(amount) });

export const parseSpeed = fields({
  computedAt: words,
  enough: count,
  groups: listOf(
    fields({
      browser: words,
      deviceClass: words,
      backend: words,
      answerMs: percentiles,
      inferenceMs: percentiles,
      fps: percentilesOfRates,
    }),
  ),
  outboxDelayS: percentiles,
  received: listOf(fields({ day: words, stored: count, duplicate: count, refused: count })),
});

export type Percentiles = Read<typeof percentiles>;
export type Speed = Read<typeof parseSpeed>;
