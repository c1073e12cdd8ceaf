/** What the account's dialog says while it is closed is said on the page, too. */

import { element } from "../ui/element";

/** Passes on to `say` what nobody would see otherwise: that a session has ended, or that samples cannot be stored. */
export function passOnNews(page: Document, say: (words: string) => void): void {
  const dialog = element(page, "account", HTMLDialogElement);
  const notice = element(page, "account-notice", HTMLElement);
  new MutationObserver(() => {
    const words = notice.textContent ?? "";
    if (!dialog.open && words !== "") say(words);
  }).observe(notice, { childList: true, characterData: true, subtree: true });
}
