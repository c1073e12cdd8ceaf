/** The outbox on the page: counts and troubles in, words in the account panel out. */

import type { Counts } from "../outbox/drain";
import type { OutboxListener } from "../outbox/outbox";
import { element, setText } from "./element";

export class OutboxView implements OutboxListener {
  constructor(private readonly page: Document) {}

  showCounts(counts: Counts): void {
    for (const name of ["waiting", "sent", "dropped"] as const) {
      setText(element(this.page, name, HTMLElement), String(counts[name]));
    }
  }

  showTrouble(message: string): void {
    setText(element(this.page, "account-notice", HTMLElement), message);
  }
}
