/** The account's dialog: another password, the browsers and scripts that are logged in, and the account's end. */

import type { SiteLevel } from "../api/api";
import { Client } from "../api/client";
import { describeDevice } from "../collect/device";
import { timeWords } from "../collect/sample-words";
import { make, makeButton, UserDialog } from "../ui/make";
import { ACCOUNT_DIALOG as WORDS } from "../ui/words";
import type { AccountPanel } from "./account-panel";

/** Shows the account of whoever is logged in, until the dialog is closed. */
export async function showAccount(panel: Pick<AccountPanel, "afterDeletion">, client = new Client()): Promise<void> {
  await new AccountDialog(panel, client).open();
}

/** A browser that is logged in, or the token of a script or of another site, which never is this very browser. */
interface Login {
  readonly id: string;
  readonly origin?: string | null;
  readonly level?: SiteLevel | null;
  /** What it calls itself; may be empty. */
  readonly device: string;
  readonly last_seen_at: string;
  readonly current?: boolean;
}

class AccountDialog {
  private readonly dialog = new UserDialog(WORDS.title);
  private readonly browsers = make("ul", { className: "lines" });
  private readonly tokens = make("ul", { className: "lines" });

  constructor(
    private readonly panel: Pick<AccountPanel, "afterDeletion">,
    private readonly client: Client,
  ) {
    this.dialog.body.append(
      section(WORDS.password, this.passwordForm()),
      section(
        WORDS.browsers,
        this.browsers,
        makeButton(WORDS.logOutOthers, () => this.logOutOthers()),
      ),
      section(WORDS.tokens, this.tokens),
      section(WORDS.deletion, this.deletionForm()),
    );
  }

  async open(): Promise<void> {
    const closed = this.dialog.show();
    await this.dialog.attempt(() => this.readAll());
    await closed;
  }

  private async readAll(): Promise<void> {
    const [{ sessions }, { tokens }] = await Promise.all([
      this.client.json("get", "/api/sessions"),
      this.client.json("get", "/api/tokens"),
    ]);
    const logOut = (id: string) => this.client.send("delete", "/api/sessions/{id}", { path: { id } });
    const revoke = (id: string) => this.client.send("delete", "/api/tokens/{id}", { path: { id } });
    this.browsers.replaceChildren(...sessions.map((each) => this.line(each, WORDS.logOut, logOut)));
    this.tokens.replaceChildren(...tokens.map((each) => this.line(each, WORDS.revoke, revoke)));
    if (tokens.length === 0) this.tokens.append(make("li", { className: "empty", textContent: WORDS.none }));
  }

  private line(login: Login, words: string, end: (id: string) => Promise<unknown>): HTMLElement {
    const { origin, level } = login;
    const browser = login.device === "" ? WORDS.unknown : describeDevice(login.device);
    const device = origin && level ? WORDS.site[level](origin, browser) : browser;
    const when = login.current ? WORDS.thisBrowser : WORDS.lastUsed(timeWords(login.last_seen_at));
    const item = make("li", {}, make("span", {}, device, make("small", { textContent: when })));
    if (!login.current) {
      const gone = (): Promise<void> => this.change(() => end(login.id), WORDS.ended(device, words));
      item.append(makeButton(words, () => void gone(), `${words}: ${device}, ${when}`));
    }
    return item;
  }

  private async logOutOthers(): Promise<void> {
    await this.change(() => this.client.send("delete", "/api/sessions"), WORDS.othersLoggedOut);
  }

  /** Changes something of the lists; then shows them anew. */
  private async change(step: () => Promise<unknown>, done: string): Promise<void> {
    const isDone = await this.dialog.attempt(async () => {
      await step();
      await this.readAll();
      this.dialog.say(done);
    });
    if (isDone) this.dialog.focusTitle();
  }

  private passwordForm(): HTMLElement {
    const current = passwordField("current-password");
    const changed = passwordField("new-password");
    return form(WORDS.password, [label(WORDS.current, current), label(WORDS.new, changed)], async () => {
      await this.change(
        () =>
          this.client.send("put", "/api/account/password", { body: { current: current.value, new: changed.value } }),
        WORDS.changed,
      );
      current.value = "";
      changed.value = "";
    });
  }

  private deletionForm(): HTMLElement {
    const password = passwordField("current-password");
    const fields = [make("p", { textContent: WORDS.whatGoes }), label(WORDS.confirm, password)];
    const made = form(WORDS.deleteYes, fields, async () => {
      const body = { password: password.value };
      const isDone = await this.dialog.attempt(() => this.client.send("delete", "/api/account", { body }));
      password.value = "";
      if (!isDone) return;
      this.dialog.close();
      await this.panel.afterDeletion();
    });
    made.querySelector("button")?.classList.add("danger");
    return made;
  }
}

function section(title: string, ...content: readonly HTMLElement[]): HTMLElement {
  return make("section", {}, make("h3", { textContent: title }), ...content);
}

function label(words: string, field: HTMLElement): HTMLElement {
  return make("label", {}, words, field);
}

function passwordField(autocomplete: "current-password" | "new-password"): HTMLInputElement {
  return make("input", { type: "password", autocomplete, required: true, maxLength: 256 });
}

function form(words: string, fields: readonly HTMLElement[], onSubmit: () => Promise<void>): HTMLFormElement {
  const made = make("form", {}, ...fields, make("button", { type: "submit", textContent: words }));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    void onSubmit();
  });
  return made;
}
