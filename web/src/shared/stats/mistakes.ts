/** What GET /api/stats/mistakes says to the administrator: its shape in, a reader of the reply out. */

import { fields, listOf, type Read, share, words } from "../shape";

const mistake = fields({
  sampleId: words,
  capturedAt: words,
  label: words,
  predicted: words,
  confidence: share,
  modelId: words,
  /** Path of the silhouette on this server. */
  picture: words,
});

export const parseMistakes = fields({ computedAt: words, mistakes: listOf(mistake) });

export type Mistake = Read<typeof mistake>;
export type Mistakes = Read<typeof parseMistakes>;
