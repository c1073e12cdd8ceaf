/** What a person allows to be kept. */

import type { Answer } from "./client";

export type Consent = Answer<"put", "/api/consent">;
export type ConsentLevel = Consent["level"];

/** Each level allows what those before it do. Shapes are points and silhouettes. */
export const CONSENT_LEVELS = ["nothing", "shapes", "photos"] as const satisfies readonly ConsentLevel[];
/** Version of the words beside the choice; a new wording gets a new number, and everybody is asked again. */
export const CONSENT_VERSION = 3;

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
