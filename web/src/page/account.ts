/** The account panel: name, password and consent in, the account in force out. */

import { type Account, type ConsentLevel, chosenLevel } from "../shared/account";
import { type Api, ApiError } from "../shared/api";
import { element, setText } from "./element";

/** Calls of the server that the panel uses. */
type Calls = Pick<Api, "logIn" | "logOut" | "session" | "setConsent">;

export class AccountPanel {
  private account: Account | null = null;
  private readonly form: HTMLFormElement;
  private readonly password: HTMLInputElement;
  private readonly loggedIn: HTMLElement;
  private readonly notice: HTMLElement;
  private readonly radios: readonly HTMLInputElement[];

  /** `onAccount` is called with the account in force, or null, after every change. */
  constructor(
    private readonly page: Document,
    private readonly api: Calls,
    private readonly onAccount: (account: Account | null) => void,
  ) {
    this.form = element(page, "login", HTMLFormElement);
    this.password = element(page, "password", HTMLInputElement);
    this.loggedIn = element(page, "logged-in", HTMLElement);
    this.notice = element(page, "account-notice", HTMLElement);
    const consent = element(page, "consent", HTMLElement);
    this.radios = Array.from(consent.querySelectorAll<HTMLInputElement>("input[name=consent]"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.during(() => this.logIn());
    });
    element(page, "log-out", HTMLButtonElement).addEventListener("click", () => void this.during(() => this.logOut()));
    consent.addEventListener("change", () => void this.during(() => this.choose()));
  }

  /** Asks the server who is logged in, and shows it. */
  async open(): Promise<void> {
    await this.during(async () => this.show(await this.api.session()));
  }

  private async logIn(): Promise<void> {
    const name = element(this.page, "name", HTMLInputElement).value.trim();
    const remember = element(this.page, "remember", HTMLInputElement).checked;
    const { registered, ...account } = await this.api.logIn(name, this.password.value, remember);
    this.password.value = "";
    this.show(account);
    setText(
      this.notice,
      registered ? `Welcome, ${account.name}. Choose what may be kept.` : `Welcome back, ${account.name}.`,
    );
  }

  private async logOut(): Promise<void> {
    await this.api.logOut();
    this.show(null);
    setText(this.notice, "You are logged out. Nothing is kept any more.");
  }

  private async choose(): Promise<void> {
    const chosen = this.radios.find((radio) => radio.checked)?.value as ConsentLevel | undefined;
    if (this.account === null || chosen === undefined) return;
    const consent = await this.api.setConsent(chosen);
    this.show({ ...this.account, consent });
    const kept =
      consent.level === "silhouettes" ? "Some black and white pictures are kept from now on." : "Nothing is kept.";
    setText(this.notice, kept);
  }

  private show(account: Account | null): void {
    this.account = account;
    this.form.hidden = account !== null;
    this.loggedIn.hidden = account === null;
    setText(element(this.page, "account-name", HTMLElement), account?.name ?? "");
    const level = chosenLevel(account);
    for (const radio of this.radios) radio.checked = radio.value === level;
    this.onAccount(account);
  }

  /** Runs a call; says what went wrong, and shows the account as it still is. */
  private async during(call: () => Promise<void>): Promise<void> {
    setText(this.notice, "");
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.show(error.status === 401 && this.account !== null ? null : this.account);
      setText(this.notice, error.message);
    }
  }
}
