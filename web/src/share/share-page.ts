/** Asks a person whether the page that opened this window may send samples of their gestures, and tells it. */

import { LoginForm } from "../account/login-form";
import { type Api, ApiError } from "../api/api";
import { type Account, allows } from "../api/consent";
import { type Allowed, ANSWER, type Answered, READY, type Ready, readAsk, SITE_LEVELS } from "../shared/share-messages";
import { element, setText } from "../ui/element";
import { SHARE } from "./words";

export interface ShareParts {
  readonly page: Document;
  readonly api: Pick<Api, "logIn" | "logOut" | "session" | "setConsent" | "mayAsk" | "allowSite">;
  /** The page that opened this window; null: none did, or it cut its tie to it. */
  readonly opener: Pick<Window, "postMessage"> | null;
  readonly close: () => void;
}

/** A page that opened no window with such a button is silent for longer than this. */
const SILENCE_MS = 10_000;
/** So long it cannot be pressed once it is seen: a page must not get a click that was meant for itself. */
const ARMED_MS = 700;

export class SharePage {
  /** Who asks, as the browser says it; null: nobody yet. */
  private asker: { readonly origin: string; readonly state: string } | null = null;
  private account: Account | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private arming: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;
  private readonly form: LoginForm;
  private readonly allowButton: HTMLButtonElement;
  private readonly radios: readonly HTMLInputElement[];

  constructor(private readonly parts: ShareParts) {
    const { page } = parts;
    this.form = new LoginForm(
      page,
      ({ name, password, remember, intent }) =>
        void this.during(
          async () => {
            await parts.api.logIn(name, password, remember, intent);
            this.show(await parts.api.session());
          },
          (error) => this.form.explain(error),
        ),
    );
    this.allowButton = element(page, "allow", HTMLButtonElement);
    const choice = element(page, "choice", HTMLFormElement);
    this.radios = Array.from(choice.querySelectorAll<HTMLInputElement>("input[name=level]"));
    choice.addEventListener("change", () => {
      this.say(""); // that something is to be chosen
      this.warn();
    });
    choice.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.during(() => this.allow());
    });
    element(page, "deny", HTMLButtonElement).addEventListener("click", () => this.answer(null));
    element(page, "log-out", HTMLButtonElement).addEventListener(
      "click",
      () =>
        void this.during(async () => {
          await parts.api.logOut();
          this.show(null);
        }),
    );
  }

  /** Tells the page that opened this window that it is there; the page then asks. */
  open(): void {
    const { opener } = this.parts;
    if (opener === null) {
      this.fail(SHARE.noOpener);
      return;
    }
    opener.postMessage({ kind: READY } satisfies Ready, "*"); // who that is, is not known yet; it holds nothing
    this.silence = setTimeout(() => this.fail(SHARE.silent), SILENCE_MS);
  }

  /** Hears what a page says. Whom the token goes to is whom the browser names as the asker, and nothing else. */
  hear({ source, origin, data }: Pick<MessageEvent, "source" | "origin" | "data">): void {
    const ask = readAsk(data);
    if (this.isOver || ask === null || source !== this.parts.opener) return;
    clearTimeout(this.silence);
    const { asker } = this;
    if (!/^https?:/.test(origin)) this.fail(SHARE.nowhere);
    else if (asker === null) {
      this.asker = { origin, state: ask.state };
      void this.during(() => this.arrive(origin));
    } else if (asker.origin !== origin) this.fail(SHARE.another);
  }

  /** The window is looked at, perhaps since this very moment. */
  arm(): void {
    this.allowButton.disabled = true;
    clearTimeout(this.arming);
    this.arming = setTimeout(() => {
      this.allowButton.disabled = false;
    }, ARMED_MS);
  }

  private async arrive(origin: string): Promise<void> {
    const { page, api } = this.parts;
    setText(element(page, "asker", HTMLElement), origin);
    if (!(await api.mayAsk(origin))) return this.fail(SHARE.notAllowed(origin));
    element(page, "asks", HTMLElement).hidden = false;
    element(page, "deny", HTMLButtonElement).hidden = false;
    this.show(await api.session());
  }

  private show(account: Account | null): void {
    const { page } = this.parts;
    this.account = account;
    this.form.show(account === null);
    element(page, "choice", HTMLFormElement).hidden = account === null;
    setText(element(page, "account-name", HTMLElement), account?.name ?? "");
    this.arm();
    this.warn();
  }

  /** Says that what is chosen is more than the account allows so far. */
  private warn(): void {
    const level = this.level;
    const raises = level !== null && !allows(this.account, level);
    setText(element(this.parts.page, "raises", HTMLElement), raises ? SHARE.raises[level] : "");
  }

  private get level(): Allowed["level"] | null {
    const value = this.radios.find((radio) => radio.checked)?.value;
    return SITE_LEVELS.find((level) => level === value) ?? null;
  }

  private async allow(): Promise<void> {
    const { asker, level, account } = this;
    const { api } = this.parts;
    if (asker === null || account === null) return;
    if (level === null) return this.say(SHARE.choose);
    if (!allows(account, level)) this.account = { ...account, consent: await api.setConsent(level) };
    const { token, expires_at } = await api.allowSite(asker.origin, level);
    this.answer({ token, level, until: expires_at });
  }

  private answer(allowed: Allowed | null): void {
    const { asker } = this;
    if (asker === null || this.isOver) return;
    this.isOver = true;
    const answered: Answered = { kind: ANSWER, state: asker.state, allowed };
    this.parts.opener?.postMessage(answered, asker.origin);
    this.parts.close();
  }

  /** Nothing can be allowed. */
  private fail(words: string): void {
    this.isOver = true;
    clearTimeout(this.silence);
    for (const id of ["asks", "login", "choice", "deny"]) element(this.parts.page, id, HTMLElement).hidden = true;
    this.say(words);
  }

  private say(words: string): void {
    setText(element(this.parts.page, "notice", HTMLElement), words);
  }

  /** Runs a call; says what went wrong, unless `explain` has said it. */
  private async during(call: () => Promise<void>, explain: (error: ApiError) => boolean = () => false): Promise<void> {
    this.say("");
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 && this.account !== null) this.show(null);
      if (!explain(error)) this.say(error.message);
    }
  }
}
