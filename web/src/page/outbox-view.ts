/** The outbox on the page: counts and troubles in, words by the camera and in the account panel out. */

import type { Counts } from "../outbox/drain";
import type { OutboxListener } from "../outbox/outbox";
import { element, setText } from "./element";

export class OutboxView implements OutboxListener {
  private readonly taken: HTMLElement;

  /** `askWho` finds out who is logged in. */
  constructor(
    private readonly page: Document,
    readonly askWho: () => void,
  ) {
    this.taken = element(page, "taken", HTMLElement);
  }

  showCounts(counts: Counts): void {
    for (const name of ["waiting", "sent", "dropped"] as const) {
      setText(element(this.page, name, HTMLElement), String(counts[name]));
    }
    const letGo = element(this.page, "let-go", HTMLElement);
    setText(letGo, String(counts.letGo));
    setText(element(this.page, "taken-words", HTMLElement), takenWords(counts));
  }

  /** Whether pictures may be taken at all: then, and only then, the line by the camera is there. */
  showTaking(on: boolean): void {
    this.taken.hidden = !on;
  }

  showTrouble(message: string): void {
    setText(element(this.page, "account-notice", HTMLElement), message);
  }
}

function takenWords({ waiting, sent }: Counts): string {
  const kept = sent === 0 ? "" : `, ${sent} sent`;
  if (waiting === 0) return `No picture is about to be sent${kept}.`;
  return `${waiting} ${waiting === 1 ? "picture is" : "pictures are"} about to be sent${kept}.`;
}
