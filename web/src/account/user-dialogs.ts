/** Opens the dialogs about a person's own data, each loaded when it is first asked for. */

import type { Outbox } from "../collect/outbox/outbox";
import { NOT_LOADED } from "../ui/dialogs";
import { element, setText } from "../ui/element";
import type { AccountPanel } from "./account-panel";

/** Opens them for the buttons open-review, open-data and open-account. */
export function listenForDialogs(page: Document, outbox: Outbox, account: AccountPanel): void {
  const on = (id: string, open: () => Promise<void>): void => {
    let isOpen = false;
    element(page, id, HTMLButtonElement).addEventListener("click", async () => {
      if (isOpen) return;
      isOpen = true;
      await open().catch((error: unknown) => {
        if (!(error instanceof TypeError)) throw error;
        setText(element(page, "account-notice", HTMLElement), NOT_LOADED);
      });
      isOpen = false;
    });
  };
  on("open-review", async () => (await import("../collect/outbox/review")).showReview(outbox));
  on("open-data", async () => (await import("./my-data")).showMyData());
  on("open-account", async () => (await import("./account-dialog")).showAccount(account));
}
