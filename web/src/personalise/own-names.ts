/** Names and emoji of own gestures: what is left of what somebody typed, or shared. */

/** A link's fragment that holds gestures begins so. */
export const FRAGMENT = "#own=";

/** Characters. */
export const LONGEST_NAME = 40;
/** UTF-16 units; families of people are the longest emoji. */
const LONGEST_EMOJI = 24;

/** Control characters and line breaks; and what changes the direction of the text around it, or is not seen. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /(?![\u200c\u200d])\p{Cf}/gu;

/** A name without what cannot be seen, as long as a name may be; "" where nothing is left. */
export function cleanName(typed: string): string {
  const seen = typed.normalize("NFC").replace(BREAKS, " ").replace(UNSEEN, "").replace(/\s+/gu, " ").trim();
  return [...seen].slice(0, LONGEST_NAME).join("").trim();
}

/** The text where it is one emoji; else null, for the drawing of a hand. */
export function cleanEmoji(text: string | null): string | null {
  if (text === null || text.length > LONGEST_EMOJI || !/\p{Extended_Pictographic}|\p{RI}/u.test(text)) return null;
  const parts = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)];
  return parts.length === 1 ? text : null;
}
