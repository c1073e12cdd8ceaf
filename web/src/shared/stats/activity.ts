/** What GET /api/stats/activity says: its shape in, a reader of the reply out. */

import { count, fields, listOf, orNull, type Read, words } from "../shape";
import { flag } from "../strict";

export const parseActivity = fields({
  computedAt: words,
  zone: words,
  /** Today in that zone. */
  day: words,
  /** All half hours of today: 46 or 50 of them where the clocks change. `start` has the zone's offset. */
  halfHours: listOf(fields({ start: words, people: count })),
  /** The days, in that zone, that `usage` is about; null: the filters leave none. */
  usageFrom: orNull(words),
  usageTo: orNull(words),
  /** Distinct minutes in which samples came. */
  usage: listOf(fields({ day: words, person: words, yours: flag, minutes: count })),
});

export type Activity = Read<typeof parseActivity>;
