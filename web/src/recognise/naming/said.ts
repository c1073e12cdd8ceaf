/** What the page says of one answer, whichever way the answer came. */

import type { Advice } from "./guidance";
import type { Name, NamedHand } from "./hand-names";

export interface Said {
  /** The one name that counts: the first hand's, or that of what is in the box. */
  readonly name: Name;
  /** The steady label is another one than after the answer before. */
  readonly changed: boolean;
  readonly advice: Advice;
  /** Empty in background mode, which does not know one hand from another. */
  readonly hands: readonly NamedHand[];
  /** Mean noise over about a second; null where nothing is subtracted. */
  readonly noise: number | null;
}
