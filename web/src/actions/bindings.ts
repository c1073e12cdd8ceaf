/** The list of what a person bound to gestures: kept in this browser, and read back only as far as it is valid. */

import { MOVEMENTS, type Movement } from "../recognise/swipes/swipes";
import { isLabel } from "../shared/gestures";
import type { Named } from "../shared/messages";
import type { Command } from "./connectors/connectors";
import type { Rule } from "./trigger";

export const MEDIA_ACTS = ["toggle", "play", "pause", "louder", "quieter"] as const;
export const SOUND_NAMES = ["chime", "beep", "buzz"] as const;
export type MediaAct = (typeof MEDIA_ACTS)[number];
export type SoundName = (typeof SOUND_NAMES)[number];

export type Action =
  | { readonly kind: "slide"; readonly to: "next" | "previous" }
  | { readonly kind: "media"; readonly act: MediaAct }
  | { readonly kind: "speak"; readonly words: string }
  | { readonly kind: "sound"; readonly sound: SoundName }
  /** The server tells a connector of the person who is logged in; `name` is what it was called when it was chosen. */
  | { readonly kind: "connector"; readonly connector: string; readonly command: Command; readonly name: string };

export interface Binding extends Rule {
  readonly id: string;
  readonly isOff: boolean;
  readonly action: Action;
}

/** Where it is kept; also whether there is anything to load. */
export const KEY = "actions";
export const MOST_BINDINGS = 50;
/** Characters that can be said. */
export const LONGEST_SPEECH = 200;
const LONGEST_MS = 60_000;

/** Whether a rule waits for a movement, which is not held. */
export function isMovement(on: Named | Movement): on is Movement {
  return MOVEMENTS.some((movement) => movement === on);
}

/** A new one, to be edited. */
export function newBinding(): Binding {
  const action = { kind: "slide", to: "next" } as const;
  return { id: crypto.randomUUID(), isOff: false, on: "fist", dwellMs: 1000, coolMs: 1000, repeat: false, action };
}

/** What is kept in `store`, without what is none; nothing where the browser forbids storage (null). */
export function readBindings(store: Pick<Storage, "getItem"> | null): Binding[] {
  try {
    const kept: unknown = JSON.parse(store?.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isBinding).slice(0, MOST_BINDINGS) : [];
  } catch {
    return []; // nothing readable: of another page, or the browser forbids it
  }
}

/** Keeps the list; whether the browser let it. */
export function writeBindings(store: Pick<Storage, "setItem" | "removeItem"> | null, all: readonly Binding[]): boolean {
  try {
    if (all.length === 0) store?.removeItem(KEY);
    else store?.setItem(KEY, JSON.stringify(all));
    return store !== null;
  } catch {
    return false; // full
  }
}

function isBinding(value: unknown): value is Binding {
  if (!isRecord(value) || !isRecord(value.action)) return false;
  const { id, isOff, on, dwellMs, coolMs, repeat, action } = value;
  const isTime = (time: unknown): boolean => typeof time === "number" && time >= 0 && time <= LONGEST_MS;
  const isKnown = typeof on === "string" && on !== "none" && (isLabel(on) || isMovement(on as Named) || isOwnId(on));
  if (typeof id !== "string" || typeof isOff !== "boolean" || typeof repeat !== "boolean") return false;
  return isKnown && isTime(dwellMs) && isTime(coolMs) && isAction(action);
}

function isAction(action: Readonly<Record<string, unknown>>): boolean {
  const { to, act, words, sound, connector, command, name } = action;
  switch (action.kind) {
    case "slide":
      return to === "next" || to === "previous";
    case "media":
      return MEDIA_ACTS.some((each) => each === act);
    case "speak":
      return typeof words === "string" && words !== "" && words.length <= LONGEST_SPEECH;
    case "sound":
      return SOUND_NAMES.some((each) => each === sound);
    case "connector": // the server checks what it is told
      return typeof connector === "string" && typeof name === "string" && isRecord(command);
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isOwnId(on: string): boolean {
  return /^own-[0-9a-f]{8}$/.test(on);
}
