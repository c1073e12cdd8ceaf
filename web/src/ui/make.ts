/** Makes elements and dialogs. */

import { ApiError } from "../api/api";

/** Makes an element; `properties` are set as they are named in the DOM. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A button with words on it; `what` says the whole to those who do not see what is beside it. */
export function makeButton(words: string, onClick: () => void, what: string | null = null): HTMLButtonElement {
  const button = make("button", { type: "button", textContent: words });
  if (what !== null) button.setAttribute("aria-label", what);
  button.addEventListener("click", onClick);
  return button;
}

/** A list of terms and what they are. */
export function makeTerms(terms: readonly (readonly [string, string])[]): HTMLElement {
  return make(
    "dl",
    { className: "terms" },
    ...terms.map(([term, is]) => make("div", {}, make("dt", { textContent: term }), make("dd", { textContent: is }))),
  );
}

/** A dialog of one's own, made when it is asked for: a heading, a line for news, what it shows, a button to close it. */
export class UserDialog {
  readonly body = make("div", { className: "user-dialog" });
  private readonly news = make("p", { className: "notice", role: "status" });
  private readonly dialog: HTMLDialogElement;

  constructor(title: string, className = "") {
    const heading = make("h2", { textContent: title, id: "dialog-title", tabIndex: -1 });
    const close = make("button", { type: "button", textContent: "Close" });
    close.dataset.close = "";
    this.dialog = make("dialog", { className }, heading, this.news, this.body, close);
    this.dialog.setAttribute("aria-labelledby", heading.id);
  }

  /** Shows the dialog until somebody closes it; the focus goes back to where it was. */
  async show(): Promise<void> {
    const opener = document.activeElement;
    document.body.append(this.dialog);
    this.dialog.showModal();
    await new Promise((closed) => this.dialog.addEventListener("close", closed, { once: true }));
    this.dialog.remove();
    if (opener instanceof HTMLElement) opener.focus();
  }

  close(): void {
    this.dialog.close();
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  /** Says what has been done, or why it has not. */
  say(words: string): void {
    this.news.textContent = words;
  }

  /** Puts the focus on the heading: what had it is gone. */
  focusTitle(): void {
    this.dialog.querySelector("h2")?.focus();
  }

  /** Does something that asks the server; says why where that fails. Gives whether it was done. */
  async attempt(step: () => Promise<unknown>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(error.message);
      return false;
    }
  }
}

/** Lets the browser save it, as if somebody had pressed a link. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be reading it
}
