/** The account panel: logging in, choosing what may be kept, logging out. */

import { type Api, ApiError } from "../api/api";
import { type Account, CONSENT_VERSION, type Consent, type ConsentLevel, chosenLevel } from "../api/consent";
import type { Outbox } from "../collect/outbox/outbox";
import { element, setText } from "../ui/element";
import { ACCOUNT as WORDS } from "../ui/words";
import type { KnownAccount } from "./known-account";
import { type Credentials, LoginForm } from "./login-form";
import { isLess, type PendingConsent } from "./pending-consent";

export interface AccountParts {
  readonly page: Document;
  readonly api: Pick<Api, "logIn" | "logOut" | "session" | "setConsent">;
  readonly outbox: Pick<Outbox, "waitingOf" | "forget">;
  readonly known: Pick<KnownAccount, "read" | "write" | "forget">;
  readonly pendingConsent: Pick<PendingConsent, "note" | "clear" | "settle">;
  /** Called with the account in force, or null, after every change. */
  readonly onAccount: (account: Account | null) => void;
  /** Tells the browser's other tabs that who is logged in, or what is allowed, has changed. */
  readonly tellOthers: () => void;
}

export class AccountPanel {
  private account: Account | null = null;
  /** Counts what may change who is logged in, so that an older answer does not undo a newer one. */
  private asked = 0;
  /** Whose samples may wait in this browser: who was logged in before. */
  private before: string | null = null;
  private readonly page: Document;
  private readonly form: LoginForm;
  private readonly notice: HTMLElement;
  private readonly radios: readonly HTMLInputElement[];

  constructor(private readonly parts: AccountParts) {
    const { page } = parts;
    this.page = page;
    this.form = new LoginForm(
      page,
      (typed) =>
        void this.during(
          () => this.logIn(typed),
          (error) => this.form.explain(error),
        ),
    );
    this.notice = element(page, "account-notice", HTMLElement);
    const consent = element(page, "consent", HTMLElement);
    this.radios = Array.from(consent.querySelectorAll<HTMLInputElement>("input[name=consent]"));
    element(page, "log-out", HTMLButtonElement).addEventListener("click", () => void this.during(() => this.logOut()));
    element(page, "forget", HTMLButtonElement).addEventListener("click", () => void this.forgetWaiting());
    consent.addEventListener("change", () => void this.during(() => this.choose()));
  }

  /** Asks the server who is logged in, and shows it. Without a network it is who was logged in last. */
  async open(): Promise<void> {
    await this.during(async () => {
      const asked = ++this.asked;
      try {
        const known = await this.parts.api.session();
        const account = known === null ? null : await this.parts.pendingConsent.settle(known);
        if (asked === this.asked) this.arrive(account); // else somebody has logged in or out meanwhile
      } catch (error) {
        const last = this.account ?? this.parts.known.read();
        if (!(error instanceof ApiError) || error.status !== 0 || last === null) throw error;
        this.show(last);
      }
    });
  }

  /** The server did not take what was sent: finds out who is logged in, and says what that means. */
  async askWho(): Promise<void> {
    const { account: expected } = this;
    await this.open();
    if (expected === null || this.account?.name === expected.name) return;
    const waiting = await this.parts.outbox.waitingOf(expected.name);
    const why =
      this.account === null ? WORDS.sessionEnded(expected.name) : WORDS.somebodyElse(this.account.name, expected.name);
    this.say(`${why} ${WORDS.waiting(waiting, expected.name)}`);
    this.offerToForget(expected.name, waiting);
  }

  /** The account is deleted; what waits of it here goes too. */
  async afterDeletion(): Promise<void> {
    const name = this.account?.name;
    this.arrive(null);
    if (name !== undefined) await this.parts.outbox.forget(name);
    this.parts.tellOthers();
    this.say(WORDS.deleted);
  }

  private async logIn({ name, password, remember, intent }: Credentials): Promise<void> {
    const { registered, ...account } = await this.parts.api.logIn(name, password, remember, intent);
    this.asked++;
    // What waits under a name that is new to the server is of an account that is gone.
    if (registered) await this.parts.outbox.forget(account.name);
    this.parts.known.write(account, remember);
    this.show(await this.parts.pendingConsent.settle(account));
    this.parts.tellOthers();
    this.say(registered ? WORDS.registered(account.name) : WORDS.loggedIn(account.name));
  }

  private async logOut(): Promise<void> {
    const { account } = this;
    if (account === null) return;
    await this.parts.api.logOut();
    this.asked++;
    this.arrive(null);
    this.parts.tellOthers();
    const waiting = await this.parts.outbox.waitingOf(account.name);
    this.say(`${WORDS.loggedOut} ${WORDS.waiting(waiting, account.name)}`);
    this.offerToForget(account.name, waiting);
  }

  private async choose(): Promise<void> {
    const { account } = this;
    const level = this.radios.find((radio) => radio.checked)?.value as ConsentLevel | undefined;
    if (account === null || level === undefined) return;
    // Less is in force at once, whether the server can be reached or not.
    const less = isLess(level, account.consent?.level ?? null);
    if (less) {
      this.parts.pendingConsent.note(account.name, level);
      this.show({ ...account, consent: { level, version: CONSENT_VERSION } });
    }
    this.show({ ...account, consent: await this.tell(level, less) });
    this.parts.pendingConsent.clear();
    this.parts.tellOthers();
    this.say(WORDS.kept[level]);
  }

  /** Tells the server what may be kept. Throws ApiError, which says what holds until it knows. */
  private async tell(level: ConsentLevel, less: boolean): Promise<Consent> {
    try {
      return await this.parts.api.setConsent(level);
    } catch (error) {
      if (!(error instanceof ApiError) || !less || error.status === 401) throw error;
      throw new ApiError(error.status, WORDS.lessHere(error.message));
    }
  }

  private async forgetWaiting(): Promise<void> {
    if (this.before === null) return;
    const gone = await this.parts.outbox.forget(this.before);
    this.offerToForget(this.before, 0);
    this.say(WORDS.forgotten(gone));
  }

  /** The server has said who is logged in. */
  private arrive(account: Account | null): void {
    if (account === null) this.parts.known.forget();
    this.show(account);
  }

  private show(account: Account | null): void {
    this.form.show(account === null, account === null ? (this.account?.name ?? null) : null);
    this.account = account;
    if (account !== null) this.parts.known.write(account, null);
    element(this.page, "logged-in", HTMLElement).hidden = account === null;
    setText(element(this.page, "account-name", HTMLElement), account?.name ?? "");
    setText(element(this.page, "account-words", HTMLElement), account?.name ?? WORDS.intents.log_in);
    const level = chosenLevel(account);
    element(this.page, "consent-again", HTMLElement).hidden = account?.consent == null || level !== null;
    for (const radio of this.radios) radio.checked = radio.value === level;
    this.parts.onAccount(account);
  }

  private offerToForget(name: string, waiting: number): void {
    this.before = name;
    element(this.page, "forget", HTMLButtonElement).hidden = waiting === 0;
  }

  private say(words: string): void {
    setText(this.notice, words.trim());
  }

  /** Runs a call; says what went wrong, unless `explain` has said it, and shows the account as it still is. */
  private async during(call: () => Promise<void>, explain: (error: ApiError) => boolean = () => false): Promise<void> {
    this.say("");
    element(this.page, "forget", HTMLButtonElement).hidden = true;
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 && this.account !== null) this.arrive(null);
      else this.show(this.account);
      if (!explain(error)) this.say(error.message);
    }
  }
}
