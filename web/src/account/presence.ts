/** Shows how many people are online. */

import type { Api } from "../api/api";
import { element, setText } from "../ui/element";
import { ACCOUNT } from "../ui/words";

const EVERY_MS = 30_000;

export class Presence {
  private isLoggedIn = false;

  constructor(
    private readonly page: Document,
    private readonly api: Pick<Api, "presence">,
  ) {
    setInterval(() => void this.ask(), EVERY_MS);
    page.addEventListener("visibilitychange", () => void this.ask());
  }

  /** Asks from now on, or shows nothing. */
  setLoggedIn(isLoggedIn: boolean): void {
    this.isLoggedIn = isLoggedIn;
    void this.ask();
  }

  private async ask(): Promise<void> {
    if (this.isLoggedIn && this.page.visibilityState !== "visible") return;
    const online = this.isLoggedIn ? await this.api.presence().catch(() => null) : null;
    const words = online === null || !this.isLoggedIn ? "" : ACCOUNT.online(online);
    setText(element(this.page, "presence", HTMLElement), words);
  }
}
