/** The dialog "That was wrong", in which a person says what it really was. */

import { isLabel, type Label, PROMPT_KEYS, WORDS } from "../shared/gestures";
import { element, setText } from "../ui/element";

export class Correction {
  private readonly dialog: HTMLDialogElement;

  constructor(private readonly page: Document) {
    this.dialog = element(page, "correct", HTMLDialogElement);
    this.dialog.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button !== null && isLabel(button.value)) this.dialog.close(button.value);
    });
    this.dialog.addEventListener("keydown", (event) => {
      const label = PROMPT_KEYS[event.key.toLowerCase()];
      if (label !== undefined && this.offers(label) && !event.ctrlKey && !event.metaKey && !event.altKey)
        this.dialog.close(label);
    });
  }

  /** Asks what was shown when the page said `said`; null: the person closed the dialog without a word. */
  ask(said: Label): Promise<Label | null> {
    setText(element(this.page, "correct-said", HTMLElement), WORDS[said]);
    this.dialog.returnValue = "";
    this.dialog.showModal();
    return new Promise((resolve) => {
      const closed = (): void => resolve(isLabel(this.dialog.returnValue) ? this.dialog.returnValue : null);
      this.dialog.addEventListener("close", closed, { once: true });
    });
  }

  /** Whether there is a button for it: the model may not know it. */
  private offers(label: Label): boolean {
    return this.dialog.querySelector<HTMLElement>(`button[value="${label}"]`)?.hidden === false;
  }
}
