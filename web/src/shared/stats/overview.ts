/** What GET /api/stats says: its shape in, a reader of the reply out. */

import { count, fields, keyed, listOf, orNull, type Read, share, words } from "../shape";
import { flag } from "../strict";

/**
 * How many of how many, and the share with its 95 % interval, 0 … 1; null where n is too small to say. Where people
 * weigh equally it is the mean over so many of them, else `people` is null.
 */
export const rateFields = {
  correct: count,
  n: count,
  rate: orNull(share),
  low: orNull(share),
  high: orNull(share),
  people: orNull(count),
};
export const rate = fields(rateFields);
/** Means over the gestures, 0 … 1. */
const averages = fields({ precision: share, recall: share, f1: share });

/** Rates of fewer than `enough` samples (or people) are null; averages until every gesture was shown that often. */
export const report = fields({
  enough: count,
  enoughPeople: orNull(count),
  accuracy: rate,
  perGesture: listOf(fields({ gesture: words, precision: rate, recall: rate, f1: orNull(share) })),
  macro: orNull(averages),
  weighted: orNull(averages),
});

/** Rows: true gesture, columns: predicted. */
export const confusion = fields({ labels: listOf(words), counts: listOf(listOf(count)) });

export const parseOverview = fields({
  computedAt: words,
  modelId: words,
  labels: listOf(words),
  latestSampleAt: orNull(words),
  /** Whether some of the samples are made up. */
  demo: flag,
  /** What there is to filter by: models from the newest on, and the first and last day with samples. */
  choices: fields({ models: listOf(words), devices: listOf(words), from: orNull(words), to: orNull(words) }),
  totals: fields({ samples: count, users: count, sessions: count }),
  byDay: listOf(fields({ day: words, gesture: words, samples: count })),
  /** What was shown and told, by true gesture. */
  toldByDay: listOf(fields({ day: words, gesture: words, ...rateFields })),
  accuracy: fields({
    correct: count,
    n: count,
    perGesture: listOf(fields({ gesture: words, correct: count, n: count })),
  }),
  confusion,
  report,
  /** null when nobody is logged in. */
  yourSessions: orNull(listOf(fields({ sessionId: words, startedAt: words, samples: count, gestures: keyed(count) }))),
});

export type Rate = Read<typeof rate>;
export type Averages = Read<typeof averages>;
export type Report = Read<typeof report>;
export type Confusion = Read<typeof confusion>;
export type Overview = Read<typeof parseOverview>;
