/** Keeps to a withdrawn consent at once, also while the server cannot be told. */

import { type Api, ApiError } from "../api/api";
import {
  type Account,
  CONSENT_LEVELS,
  CONSENT_VERSION,
  type Consent,
  type ConsentLevel,
  chosenLevel,
} from "../api/consent";
import { oneOf, record, text } from "../shared/strict";

const KEY = "consent-to-send";
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Whether a level allows less than another; null allows nothing. */
export function isLess(level: ConsentLevel, than: ConsentLevel | null): boolean {
  return CONSENT_LEVELS.indexOf(level) < CONSENT_LEVELS.indexOf(than ?? "nothing");
}

export class PendingConsent {
  /** `store` outlives a reload; null where the browser forbids storage. */
  constructor(
    private readonly store: Store | null,
    private readonly api: Pick<Api, "setConsent">,
  ) {}

  /** Keeps that this person wants less, until the server knows. */
  note(name: string, level: ConsentLevel): void {
    try {
      this.store?.setItem(KEY, JSON.stringify({ name, level }));
    } catch {
      // Full or forbidden: it holds until this page is closed.
    }
  }

  /** The server knows what this browser last chose. */
  clear(): void {
    this.store?.removeItem(KEY);
  }

  /** The account as the server has it, with the lesser level that was chosen here; tells the server of that level. */
  async settle(account: Account): Promise<Account> {
    const level = this.levelOf(account.name);
    if (level === null) return account;
    if (!isLess(level, chosenLevel(account))) {
      this.clear();
      return account;
    }
    return { ...account, consent: await this.tell(level) };
  }

  private async tell(level: ConsentLevel): Promise<Consent> {
    try {
      const consent = await this.api.setConsent(level);
      this.clear();
      return consent;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 401) throw error;
      return { level, version: CONSENT_VERSION };
    }
  }

  private levelOf(name: string): ConsentLevel | null {
    try {
      const kept = record(JSON.parse(this.store?.getItem(KEY) ?? ""), KEY);
      return text(kept.name, KEY) === name ? oneOf(kept.level, KEY, CONSENT_LEVELS) : null;
    } catch {
      return null; // never kept, or by another version of the page
    }
  }
}
