/** What all drawings have in common: sizes, and the colours as the style sheet's variables. */

/** As many as the style sheet has. */
const INKS = 8;
/** The last of them: of what figures are compared with. */
export const GREY = INKS - 1;
/** Of the size of the text: how wide a letter is on average, a little more. */
const LETTER = 0.56;

export interface Look {
  readonly width: number;
  /** One rem, in CSS pixels: it grows on large screens. */
  readonly rem: number;
  readonly fontSize: number;
}

/** A place that the cursor can stand at, in the drawing's pixels, and what is said there. */
export interface Stop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly words: readonly string[];
  /** Stops of the same key on other charts are pointed at together. */
  readonly key?: string;
}

export const TEXT = "var(--text)";
export const QUIET = "var(--quiet)";
export const LINE = "var(--line)";
export const SURFACE = "var(--surface)";

export function lookOf(host: HTMLElement): Look {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { width: Math.max(120, Math.floor(host.clientWidth)), rem, fontSize: Math.round(0.75 * rem) };
}

/** The ink with that number; after the last one comes the first again. */
export function ink(number: number): string {
  return `var(--ink-${(number % INKS) + 1})`;
}

/** The same, as pale as `share` of 0 … 1 says: text upon it keeps its contrast. */
export function paleInk(number: number, share: number): string {
  return `color-mix(in srgb, ${ink(number)} ${(45 * share).toFixed(1)}%, transparent)`;
}

/** How wide the widest of these texts will be, about. */
export function widest(texts: readonly string[], fontSize: number): number {
  return Math.max(0, ...texts.map((text) => text.length)) * fontSize * LETTER;
}
