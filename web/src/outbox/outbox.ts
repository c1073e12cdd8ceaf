/** The outbox: accounts and samples in, counts for the page out; joins the store and the sending. */

import { type Account, allows } from "../shared/account";
import type { Api } from "../shared/api";
import type { SampleWithPicture } from "../shared/batch";
import { OutboxDatabase } from "./database";
import { type Counts, Drain } from "./drain";

/** Where the outbox says how it is. */
export interface OutboxListener {
  showCounts(counts: Counts): void;
  /** `message` says what is wrong and what to do. */
  showTrouble(message: string): void;
}

const NO_STORAGE = "This browser does not let the page store anything, so nothing is kept. Allow storage and reload.";

export class Outbox {
  private readonly drain: Promise<Drain>;
  /** What was asked for before is done before: a sample is not stored after its owner withdrew consent. */
  private work: Promise<void> = Promise.resolve();

  constructor(
    api: Pick<Api, "sendSamples">,
    private readonly listener: OutboxListener,
    database: Promise<OutboxDatabase> = OutboxDatabase.open(),
  ) {
    this.drain = database.then((opened) => new Drain(opened, api, (counts) => listener.showCounts(counts)));
    this.drain.catch(() => undefined); // told when it is first needed
  }

  /** Sends the account's samples from now on; deletes them when it allows nothing any more. */
  setAccount(account: Account | null): void {
    this.enqueue(async (drain) => {
      if (account?.consent?.level === "nothing") await drain.forget(account.name);
      drain.setOwner(account !== null && allows(account, "silhouettes") ? account.name : null);
    });
  }

  /** Stores a sample of an account and sends it soon. */
  keep(owner: string, sample: SampleWithPicture): void {
    this.enqueue((drain) => drain.add({ owner, ...sample }));
  }

  /** Sends what waits when the browser is online again or the page is looked at. */
  watch(window: Window): void {
    const kick = (): void => this.enqueue(async (drain) => drain.kick());
    window.addEventListener("online", kick);
    window.document.addEventListener("visibilitychange", () => {
      if (window.document.visibilityState === "visible") kick();
    });
  }

  private enqueue(step: (drain: Drain) => Promise<void>): void {
    this.work = this.work
      .then(() => this.drain)
      .then(step)
      .catch(() => this.listener.showTrouble(NO_STORAGE));
  }
}
