/** What GET /api/stats/quality says: its shape in, a reader of the reply out. */

import { amount, count, fields, listOf, orNull, type Parse, type Read, share, words } from "../shape";
import { oneOf } from "../strict";
import { rate, rateFields } from "./overview";

const VERDICTS = ["none", "some", "strong"] as const;
const verdict: Parse<(typeof VERDICTS)[number]> = (value, path) => oneOf(value, path, VERDICTS);
/** The population stability index; null where one side has fewer than `enough` samples. */
const drifted = fields({ psi: orNull(amount), verdict: orNull(verdict), n: count, nReference: count });
const days = orNull(fields({ from: words, to: words }));

export const parseQuality = fields({
  computedAt: words,
  modelId: words,
  enough: count,
  /** Gestures named where a person said that there was none. */
  falseAlarms: fields({
    freeMinutes: count,
    correctedToNone: count,
    perMinute: orNull(amount),
    low: orNull(amount),
    high: orNull(amount),
    ofNoneShown: rate,
  }),
  /** `freeShare` is of free use, weighted by how likely a sample was taken. */
  confidence: listOf(fields({ from: share, to: share, free: count, freeShare: share, told: count })),
  /** `confidence` is the mean of those in the bin; `ece` the expected calibration error. */
  calibration: fields({
    n: count,
    ece: orNull(share),
    bins: listOf(fields({ from: share, to: share, confidence: orNull(share), ...rateFields })),
  }),
  drift: fields({ enough: count, reference: days, current: days, predictions: drifted, noise: drifted, area: drifted }),
});

export type Quality = Read<typeof parseQuality>;
