/** Shows what waits, what was sent and what went wrong. */

import type { Details } from "../../ui/details";
import { element, setText } from "../../ui/element";
import { Pace } from "../../ui/pace";
import { OUTBOX } from "../../ui/words";
import { COLLECT } from "../../ui/words/collect";
import type { OutboxListener } from "./outbox";
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
    setText(element(this.page, "taken-words", HTMLElement), OUTBOX.waiting(counts.waiting, counts.sent));
    this.details.set("outbox", COLLECT.counts(counts.waiting, counts.sent, counts.dropped + counts.discarded));
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

  /** Says it anew each time, also in the same words: each time something else is lost, and other words came since. */
  showTrouble(message: string): void {
    element(this.page, "account-notice", HTMLElement).textContent = message;
  }
}

const MB = 1e6;

/** How much is used of how much, and whether the browser may clear it; "unknown" where it does not say. */
export async function storageWords(storage: StorageManager | undefined): Promise<string> {
  if (storage?.estimate === undefined) return "unknown";
  try {
    const { usage = 0, quota = 0 } = await storage.estimate();
    const kept = (await storage.persisted()) ? "kept" : "the browser may clear it";
    return COLLECT.storage((usage / MB).toFixed(1), sizeWords(quota), kept);
  } catch {
    return "unknown";
  }
}

/** Asks the browser to keep what waits, also when it runs out of space. */
export async function askToKeep(storage: StorageManager | undefined): Promise<void> {
  await storage?.persist?.().catch(() => false); // an answer either way; the panel shows it
}

function sizeWords(bytes: number): string {
  return bytes >= 1000 * MB ? `${(bytes / 1000 / MB).toFixed(0)} GB` : `${(bytes / MB).toFixed(0)} MB`;
}
