/** The dialog "That was wrong", in which a person says what it really was. */

import { isLabel, PROMPT_KEYS } from "../shared/gestures";
import type { Named } from "../shared/messages";
import { element, setText } from "../ui/element";
import { OwnWords } from "./view/own-words";

export class Correction {
  private readonly dialog: HTMLDialogElement;

  /** `words` are of the own gestures that can be chosen. */
  constructor(
    private readonly page: Document,
    private readonly words = new OwnWords(),
  ) {
    this.dialog = element(page, "correct", HTMLDialogElement);
    this.dialog.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button !== null && this.isChoice(button.value)) this.dialog.close(button.value);
    });
    this.dialog.addEventListener("keydown", (event) => {
      const label = PROMPT_KEYS[event.key.toLowerCase()];
      if (label !== undefined && this.offers(label) && !event.ctrlKey && !event.metaKey && !event.altKey)
        this.dialog.close(label);
    });
  }

  /**
   * Asks what was shown when the page said `said`, own gestures among the choices or not; null: the person closed the
   * dialog without a word.
   */
  ask(said: Named, withOwn = false): Promise<Named | null> {
    setText(element(this.page, "correct-said", HTMLElement), this.words.of(said));
    for (const old of this.dialog.querySelectorAll("button.own")) old.remove();
    this.dialog.querySelector('button[value="none"]')?.before(...(withOwn ? this.ownChoices() : []));
    this.dialog.returnValue = "";
    this.dialog.showModal();
    return new Promise((resolve) => {
      const closed = (): void => {
        const { returnValue } = this.dialog;
        resolve(this.isChoice(returnValue) ? returnValue : null);
      };
      this.dialog.addEventListener("close", closed, { once: true });
    });
  }

  private ownChoices(): HTMLButtonElement[] {
    return this.words.all.map(({ id, name }) => {
      const picture = Object.assign(this.page.createElement("span"), { className: "picture" });
      this.words.picture(picture, id);
      const button = Object.assign(this.page.createElement("button"), { type: "button", value: id, className: "own" });
      button.append(picture, name);
      return button;
    });
  }

  private isChoice(value: string): value is Named {
    return isLabel(value) || this.words.all.some(({ id }) => id === value);
  }

  /** Whether there is a button for it: the model may not know it. */
  private offers(label: Named): boolean {
    return this.dialog.querySelector<HTMLElement>(`button[value="${label}"]`)?.hidden === false;
  }
}
