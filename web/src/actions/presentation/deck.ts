/** What slides are made of: pages of a PDF, or pictures. */

import type { Size } from "../../shared/messages";

export interface Deck {
  readonly count: number;
  /** What shows slide `index`, counted from 0, drawn for a window of that size in pixels. Throws an Error in words. */
  slide(index: number, room: Size): Promise<HTMLElement>;
  close(): void;
}
