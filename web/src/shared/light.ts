/** Tells a black picture from a dark one, in the worker and on the page. */

import type { Light } from "./messages";

/** A camera whose cover is shut, or that another program holds: no lit thing is in the picture, however dark the room. */
export function isBlack({ mean, spread }: Pick<Light, "mean" | "spread">): boolean {
  return mean < 0.03 && spread < 0.02;
}
