/** Remembers the account that was logged in last, so that the page also starts without a network. */

import type { Account } from "../api/consent";

const KEY = "account";
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class KnownAccount {
  /** `lasting` outlives the browser's closing, `passing` does not; null where the browser forbids storage. */
  constructor(
    private readonly lasting: Store | null,
    private readonly passing: Store | null,
  ) {}

  /** The account, or null where none was logged in. */
  read(): Account | null {
    return this.in(this.passing) ?? this.in(this.lasting);
  }

  /** Keeps the account; `remember` as the person chose, or null: as before. */
  write(account: Account, remember: boolean | null): void {
    const lasts = remember ?? this.in(this.lasting)?.name === account.name;
    this.forget();
    try {
      (lasts ? this.lasting : this.passing)?.setItem(KEY, JSON.stringify(account));
    } catch {
      // Full or forbidden: the next start without a network knows nobody.
    }
  }

  forget(): void {
    for (const store of [this.lasting, this.passing]) store?.removeItem(KEY);
  }

  private in(store: Store | null): Account | null {
    try {
      const { name, consent } = JSON.parse(store?.getItem(KEY) ?? "") as Partial<Account>;
      return typeof name === "string" ? { name, consent: consent ?? null } : null;
    } catch {
      return null; // never written, or by an older page
    }
  }
}

/** The page's stores, null where the browser forbids them: those that last, and those of this tab. */
export function storesOf(window: Window): readonly [Storage | null, Storage | null] {
  return [allowed(() => window.localStorage), allowed(() => window.sessionStorage)];
}

function allowed(open: () => Storage): Storage | null {
  try {
    return open();
  } catch {
    return null;
  }
}
