/** What a page that embeds gesture-camera and the window in which its visitor is asked say to each other. */

import { oneOf, record, text } from "./strict";

export const SITE_LEVELS = ["shapes", "photos"] as const;
export type SiteLevel = (typeof SITE_LEVELS)[number];

/** The window is there and listens; nothing of it is anybody's. */
export const READY = "gesture-camera: ready";
/** The page asks. */
export const ASK = "gesture-camera: ask";
/** The person has decided. */
export const ANSWER = "gesture-camera: answer";

export interface Ready {
  readonly kind: typeof READY;
}

/** `state` is chance, by which the page knows the answer to its own question. */
export interface Ask {
  readonly kind: typeof ASK;
  readonly state: string;
}

/** What the page may send, and until when. */
export interface Allowed {
  readonly token: string;
  readonly level: SiteLevel;
  /** ISO 8601. */
  readonly until: string;
}

export interface Answered {
  readonly kind: typeof ANSWER;
  readonly state: string;
  /** null: the person does not allow it. */
  readonly allowed: Allowed | null;
}

/** The page's question; null where a message is anything else. */
export function readAsk(data: unknown): Ask | null {
  return read<Ask>(data, ASK, ({ state }) => ({ kind: ASK, state: text(state, "state") }));
}

/** What the window says; null where a message is anything else. */
export function readFromWindow(data: unknown): Ready | Answered | null {
  const answered = read<Answered>(data, ANSWER, ({ state, allowed }) => ({
    kind: ANSWER,
    state: text(state, "state"),
    allowed: allowed === null ? null : readAllowed(allowed),
  }));
  return answered ?? read<Ready>(data, READY, () => ({ kind: READY }));
}

function readAllowed(data: unknown): Allowed {
  const { token, level, until } = record(data, "allowed");
  return { token: text(token, "token"), level: oneOf(level, "level", SITE_LEVELS), until: text(until, "until") };
}

/** Pages hear messages of others, too. */
function read<T>(data: unknown, kind: string, as: (fields: Readonly<Record<string, unknown>>) => T): T | null {
  try {
    const fields = record(data, "message");
    return fields.kind === kind ? as(fields) : null;
  } catch {
    return null;
  }
}
