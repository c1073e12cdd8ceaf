/** Tells a black picture from a dark one, in the worker and on the page. */

import type { Light } from "./messages";

/** A camera whose cover is shut, or that another program holds: nothing in it is lit but, in some, a small sign. */
export function isBlack({ mean, lit }: Pick<Light, "mean" | "lit">): boolean {
  return mean < 0.03 && lit < 0.01;
}
