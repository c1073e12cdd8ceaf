/** What GET /api/stats/models says: its shape in, a reader of the reply out. */

import { count, fields, listOf, type Read, words } from "../shape";
import { confusion, report } from "./overview";

export const parseBest = fields({
  computedAt: words,
  enough: count,
  /** At most three, the best first. */
  models: listOf(fields({ modelId: words, labels: listOf(words), n: count, report, confusion })),
  adoption: listOf(fields({ day: words, modelId: words, samples: count })),
});

export type Best = Read<typeof parseBest>;
