/** The account's dialog: another password, the browsers and scripts that are logged in, and the account's end. */

import { type Login, OwnApi } from "../api/own-api";
import { describeDevice } from "../collect/device";
import { timeWords } from "../collect/sample-words";
import { make, makeButton, OwnDialog } from "../ui/make";
import type { AccountPanel } from "./account-panel";

/** Shows the account of whoever is logged in, until the dialog is closed. */
export async function showAccount(
  panel: Pick<AccountPanel, "afterDeletion">,
  api: OwnApi = new OwnApi(),
): Promise<void> {
  await new AccountDialog(panel, api).open();
}

class AccountDialog {
  private readonly dialog = new OwnDialog("Password and devices");
  private readonly browsers = make("ul", { className: "lines" });
  private readonly tokens = make("ul", { className: "lines" });

  constructor(
    private readonly panel: Pick<AccountPanel, "afterDeletion">,
    private readonly api: OwnApi,
  ) {
    this.dialog.body.append(
      section("Change the password", this.passwordForm()),
      section(
        "Browsers that are logged in",
        this.browsers,
        makeButton("Log out all others", () => this.logOutOthers()),
      ),
      section("Tokens of scripts", this.tokens),
      section("Delete the account", this.deletionForm()),
    );
  }

  async open(): Promise<void> {
    const closed = this.dialog.show();
    await this.dialog.attempt(() => this.readAll());
    await closed;
  }

  private async readAll(): Promise<void> {
    const [browsers, tokens] = await Promise.all([this.api.browsers(), this.api.tokens()]);
    this.browsers.replaceChildren(...browsers.map((each) => this.line(each, "Log out", this.api.logOutBrowser)));
    this.tokens.replaceChildren(...tokens.map((each) => this.line(each, "Revoke", this.api.revokeToken)));
    if (tokens.length === 0) this.tokens.append(make("li", { className: "empty", textContent: "There are none." }));
  }

  private line(login: Login, words: string, end: (id: string) => Promise<void>): HTMLElement {
    const device = login.device === "" ? "Unknown device" : describeDevice(login.device);
    const when = login.current ? "this browser" : `last used ${timeWords(login.lastSeenAt)}`;
    const item = make("li", {}, make("span", {}, device, make("small", { textContent: when })));
    if (!login.current) {
      const gone = (): Promise<void> => this.change(() => end.call(this.api, login.id), `${device}: done.`);
      item.append(makeButton(words, () => void gone(), `${words}: ${device}, ${when}`));
    }
    return item;
  }

  private async logOutOthers(): Promise<void> {
    await this.change(() => this.api.logOutOthers(), "Every other browser is logged out.");
  }

  /** Changes something of the lists; then shows them anew. */
  private async change(step: () => Promise<void>, done: string): Promise<void> {
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
    return form("Change the password", [label("Password now", current), label("New password", changed)], async () => {
      await this.change(
        () => this.api.changePassword(current.value, changed.value),
        "The password is changed. Every other browser is logged out, and every token has ended.",
      );
      current.value = "";
      changed.value = "";
    });
  }

  private deletionForm(): HTMLElement {
    const password = passwordField("current-password");
    const words = "Your name, all your samples on the server and those that wait here go, for good, at once.";
    const fields = [make("p", { textContent: words }), label("Password, to confirm", password)];
    const made = form("Delete the account for good", fields, async () => {
      const isDone = await this.dialog.attempt(() => this.api.deleteAccount(password.value));
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
