/** Accounts and what they allow: parsed JSON in, a typed account out. */

import { type Fields, integer, oneOf, record, text } from "./strict";

/** What a person allows to be kept; each level allows what those before it do. Shapes are points and silhouettes. */
export const CONSENT_LEVELS = ["nothing", "shapes", "photos"] as const;
export type ConsentLevel = (typeof CONSENT_LEVELS)[number];
/** Version of the words beside the choice; a new wording gets a new number, and everybody is asked again. */
export const CONSENT_VERSION = 3;

export interface Consent {
  readonly level: ConsentLevel;
  /** The version of the words that were agreed to. */
  readonly version: number;
}

export interface Account {
  readonly name: string;
  /** null: not chosen yet, which counts as nothing. */
  readonly consent: Consent | null;
}

/** The level that was chosen for the words of this page; null: none yet. A choice for other words is none. */
export function chosenLevel(account: Account | null): ConsentLevel | null {
  return account?.consent?.version === CONSENT_VERSION ? account.consent.level : null;
}

/** Whether what this level allows may be kept; nobody allows anything until a level is chosen. */
export function allows(account: Account | null, level: ConsentLevel): boolean {
  const chosen = chosenLevel(account) ?? "nothing";
  return CONSENT_LEVELS.indexOf(chosen) >= CONSENT_LEVELS.indexOf(level);
}

/** Reads an account. Throws ShapeError, whose message names the field. */
export function parseAccount(reply: Fields): Account {
  const consent = reply.consent === null ? null : parseConsent(reply.consent, "reply.consent");
  return { name: text(reply.name, "reply.name"), consent };
}

/** Reads a consent. Throws ShapeError, whose message names the field. */
export function parseConsent(value: unknown, path: string): Consent {
  const fields = record(value, path);
  return {
    level: oneOf(fields.level, `${path}.level`, CONSENT_LEVELS),
    version: integer(fields.version, `${path}.version`, 1),
  };
}
