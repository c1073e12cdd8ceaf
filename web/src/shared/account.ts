/** Accounts and what they allow: parsed JSON in, a typed account out. */

import { type Fields, integer, oneOf, record, text } from "./strict";

/** What a person allows to be kept. Nothing is kept until a level is chosen. */
export type ConsentLevel = "nothing" | "silhouettes";
const LEVELS: readonly ConsentLevel[] = ["nothing", "silhouettes"];
/** Version of the words beside the choice; a new wording gets a new number. */
export const CONSENT_VERSION = 1;

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

/** The level that was chosen for the words of this page; null: none yet. A choice for older words is none. */
export function chosenLevel(account: Account | null): ConsentLevel | null {
  return account?.consent?.version === CONSENT_VERSION ? account.consent.level : null;
}

/** Whether silhouettes may be kept. */
export function allowsSilhouettes(account: Account | null): boolean {
  return chosenLevel(account) === "silhouettes";
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
    level: oneOf(fields.level, `${path}.level`, LEVELS),
    version: integer(fields.version, `${path}.version`, 1),
  };
}
