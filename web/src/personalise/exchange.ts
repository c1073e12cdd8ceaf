/** Own gestures as a text, which a file or the fragment of a link holds: no server is ever sent that. */

import { hasHand } from "../shared/hand-numbers";
import { exactly, list, ShapeError, sha256, text } from "../shared/strict";
import { OWN_KEPT } from "../ui/words/own-examples";
import { cleanEmoji, cleanName, FRAGMENT } from "./own-names";
import { MOST_EXAMPLES, MOST_GESTURES } from "./own-store";

export interface SharedGesture {
  readonly name: string;
  readonly emoji: string | null;
  /** The numbers of hands that show it. */
  readonly hands: readonly Uint8Array[];
}

/** What examples must be of to be understood here. */
export interface OfModel {
  readonly backbone: string;
  /** Bytes of a hand's numbers. */
  readonly bytes: number;
}

const KIND = "own-gestures-1";
/** Characters: all that can be kept fits. */
export const LONGEST = 4_000_000;
/** So many examples go into a link, so that it can be sent as a message. */
const IN_A_LINK = 10;

/** Why a text is not taken, in words for whoever opened it. */
export class BadShare extends Error {}

const DAMAGED = OWN_KEPT.unreadable;
const TOO_LARGE = OWN_KEPT.tooLarge;
const OTHER_BACKBONE = OWN_KEPT.otherVersion;

/** Writes gestures that were taught with the backbone of that hash. */
export function pack(gestures: readonly SharedGesture[], backbone: string): string {
  const shared = gestures.map(({ name, emoji, hands }) => ({ name, emoji, examples: hands.map(base64) }));
  return JSON.stringify({ kind: KIND, backbone, gestures: shared });
}

/** Reads what `pack` wrote, wherever it comes from. Throws BadShare. */
export function unpack(packed: string, { backbone, bytes }: OfModel): SharedGesture[] {
  if (packed.length > LONGEST) throw new BadShare(TOO_LARGE);
  try {
    const fields = exactly(JSON.parse(packed), "shared", ["kind", "backbone", "gestures"]);
    if (fields.kind !== KIND) throw new ShapeError("shared.kind", KIND);
    if (sha256(fields.backbone, "shared.backbone") !== backbone) throw new BadShare(OTHER_BACKBONE);
    const gestures = list(fields.gestures, "shared.gestures");
    if (gestures.length === 0 || gestures.length > MOST_GESTURES)
      throw new ShapeError("shared.gestures", "not as many");
    return gestures.map((each) => gesture(each, bytes));
  } catch (error) {
    throw error instanceof BadShare ? error : new BadShare(DAMAGED);
  }
}

/** The page's address with gestures in its fragment; `page` is any address of the page. */
export function linkOf(page: string, { hands, ...gesture }: SharedGesture, backbone: string): string {
  const packed = pack([{ ...gesture, hands: hands.slice(-IN_A_LINK) }], backbone);
  return `${new URL("/", page)}${FRAGMENT}${encodeURIComponent(packed)}`;
}

/** What a fragment that begins with FRAGMENT holds, for `unpack`. Throws BadShare. */
export function packedIn(fragment: string): string {
  try {
    return decodeURIComponent(fragment.slice(FRAGMENT.length));
  } catch {
    throw new BadShare(DAMAGED);
  }
}

function gesture(value: unknown, bytes: number): SharedGesture {
  const fields = exactly(value, "gesture", ["name", "emoji", "examples"]);
  const name = cleanName(text(fields.name, "gesture.name"));
  const examples = list(fields.examples, "gesture.examples");
  if (name === "" || examples.length === 0 || examples.length > MOST_EXAMPLES) throw new ShapeError("gesture", "whole");
  const emoji = fields.emoji === null ? null : cleanEmoji(text(fields.emoji, "gesture.emoji"));
  return { name, emoji, hands: examples.map((each) => hand(text(each, "gesture.examples"), bytes)) };
}

function hand(encoded: string, bytes: number): Uint8Array {
  const letters = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  const numbers = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  if (numbers.length !== bytes || !hasHand(numbers)) throw new ShapeError("gesture.examples", "numbers of hands");
  return numbers;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
