/** Shows what waits, what was sent and what went wrong. */

import type { Details } from "../../ui/details";
import { element, setText } from "../../ui/element";
import { Pace } from "../../ui/pace";
import type { OutboxListener } from "./outbox";
import { askToKeep, storageWords } from "./storage";
import type { Counts } from "./uploader";

const STORAGE_EVERY_MS = 10_000;

export class OutboxView implements OutboxListener {
  private readonly taken: HTMLElement;
  private readonly pace = new Pace(STORAGE_EVERY_MS);

  /** `askWho` finds out who is logged in. */
  constructor(
    private readonly page: Document,
    readonly askWho: () => void,
    private readonly details: Pick<Details, "set">,
    private readonly storage: StorageManager | undefined,
  ) {
    this.taken = element(page, "taken", HTMLElement);
  }

  showCounts(counts: Counts): void {
    for (const name of ["waiting", "sent", "dropped"] as const) {
      setText(element(this.page, name, HTMLElement), String(counts[name]));
    }
    const discarded = element(this.page, "discarded", HTMLElement);
    setText(discarded, String(counts.discarded));
    setText(element(this.page, "taken-words", HTMLElement), takenWords(counts));
    this.details.set(
      "outbox",
      `${counts.waiting} waiting, ${counts.sent} sent, ${counts.dropped + counts.discarded} not kept`,
    );
    if (this.pace.isDue(performance.now())) void this.showStorage();
  }

  /** Whether samples may be taken at all: then, and only then, the line by the camera is there. */
  showTaking(on: boolean): void {
    if (on && this.taken.hidden) void askToKeep(this.storage).then(() => this.showStorage());
    this.taken.hidden = !on;
  }

  private async showStorage(): Promise<void> {
    this.details.set("storage", await storageWords(this.storage));
  }

  showTrouble(message: string): void {
    setText(element(this.page, "account-notice", HTMLElement), message);
  }
}

function takenWords({ waiting, sent }: Counts): string {
  const kept = sent === 0 ? "" : `, ${sent} sent`;
  if (waiting === 0) return `No sample is about to be sent${kept}.`;
  return `${waiting} ${waiting === 1 ? "sample is" : "samples are"} about to be sent${kept}.`;
}
