/** The outbox: keeps samples until they are sent, and joins store, undo window and uploader. */

import type { Api } from "../../api/api";
import type { SampleWithImages } from "../../api/batch";
import { type Account, allows } from "../../api/consent";
import { OUTBOX as WORDS } from "../../ui/words";
import { type Entry, OutboxDatabase } from "./database";
import { UndoWindow } from "./undo-window";
import { type Counts, type SendingLock, sendingLock, Uploader } from "./uploader";

/** Where the outbox says how it is. */
export interface OutboxListener {
  showCounts(counts: Counts): void;
  /** `message` says what is wrong and what to do. */
  showTrouble(message: string): void;
  /** The session is over, or somebody else's: find out who is logged in. */
  askWho(): void;
}

/** What waits, while nothing of it is sent. */
export interface Waiting {
  /** The oldest first. */
  entries(limit: number): Promise<readonly Entry[]>;
  count(): Promise<number>;
  /** Deletes samples instead of sending them. */
  withhold(ids: readonly string[]): Promise<void>;
  withholdAll(): Promise<void>;
  /** Ends the undo time of samples: they go as soon as nobody looks any more. */
  release(ids: readonly string[]): void;
}

/** The server takes nothing that is older than 60 days. */
const OLDEST_MS = 50 * 24 * 3_600_000;

interface Opened {
  readonly database: OutboxDatabase;
  readonly uploader: Uploader;
}

export interface OutboxParts {
  readonly api: Pick<Api, "sendSamples">;
  readonly listener: OutboxListener;
  /** Opens the store; asked again where that failed, so that storage which is allowed later is used. */
  readonly open?: () => Promise<OutboxDatabase>;
  readonly undoWindow?: UndoWindow;
  readonly lock?: SendingLock;
}

export class Outbox {
  private opened: Promise<Opened> | null = null;
  private readonly parts: OutboxParts;
  private readonly listener: OutboxListener;
  private readonly undoWindow: UndoWindow;
  private readonly lock: SendingLock;
  private owner: string | null = null;
  /** It was said that nothing can be stored. */
  private isWithout = false;
  /** What was asked for before is done before: a sample is not stored after its owner withdrew consent. */
  private work: Promise<void> = Promise.resolve();

  constructor(parts: OutboxParts) {
    this.parts = parts;
    this.listener = parts.listener;
    this.undoWindow = parts.undoWindow ?? new UndoWindow();
    this.lock = parts.lock ?? sendingLock(navigator.locks);
  }

  /** The store and who sends from it, opened when they are first needed, and again where that failed. */
  private async open(): Promise<Opened> {
    this.opened ??= (this.parts.open ?? OutboxDatabase.open)().then((database) => this.around(database));
    try {
      return await this.opened;
    } catch (error) {
      this.opened = null;
      throw error;
    }
  }

  private around(database: OutboxDatabase): Opened {
    const { api, listener } = this.parts;
    const uploader = new Uploader({
      database,
      api,
      undoWindow: this.undoWindow,
      lock: this.lock,
      onCounts: (counts) => listener.showCounts(counts),
      onRefused: (reason) => this.refused(reason),
      onStranger: () => listener.askWho(),
      chance: Math.random,
    });
    // What waited may be gone with it: the words follow what is there now.
    database.onClosed = () => this.enqueue(() => uploader.report());
    return { database, uploader };
  }

  /** Sends the account's samples from now on; deletes of them what it does not allow any more. */
  setAccount(account: Account | null): void {
    this.owner = account !== null && allows(account, "shapes") ? account.name : null;
    this.enqueue(async ({ database, uploader }) => {
      if (account?.consent?.level === "nothing") await database.clear(account.name);
      if (account?.consent?.level === "shapes") await database.dropPhotos(account.name);
      if (account !== null) await uploader.count(await database.expire(account.name, daysAgo()));
      await uploader.setOwner(account !== null && allows(account, "shapes") ? account.name : null);
    });
  }

  /** Stores a sample of an account and sends it when its undo time is over. */
  keep(owner: string, sample: SampleWithImages): void {
    this.enqueue(async ({ database, uploader }) => {
      const entry = { owner, ...sample };
      try {
        await uploader.noted(entry, await database.add(entry));
      } catch (error) {
        if (!isFull(error)) throw error;
        await this.squeeze(database, uploader, entry);
      }
    });
  }

  /** How many samples of a person wait in this browser. */
  async waitingOf(name: string): Promise<number> {
    return this.asked(({ database }) => database.count(name), 0);
  }

  /** Deletes what waits of a person; gives how many that were. */
  async forget(name: string): Promise<number> {
    return this.asked(async ({ database, uploader }) => {
      const gone = await database.clear(name);
      await uploader.report();
      return gone;
    }, 0);
  }

  /** Lets somebody look at what waits; nothing is sent, from no tab, until `use` is done. */
  async look(use: (waiting: Waiting) => Promise<void>): Promise<void> {
    const { owner } = this;
    if (owner === null) return;
    const { database, uploader } = await this.open();
    await this.lock(() =>
      use({
        entries: (limit) => database.oldest(owner, limit),
        count: () => database.count(owner),
        withhold: async (ids) => {
          await database.remove(ids);
          this.undoWindow.forget(ids);
          await uploader.report();
        },
        withholdAll: async () => {
          await database.clear(owner);
          await uploader.report();
        },
        release: (ids) => this.undoWindow.release(ids),
      }),
    );
    uploader.kick();
  }

  /** Resolves once everything that was to be kept by now is stored. */
  async saved(): Promise<void> {
    await this.work;
  }

  /** Sends what waits when the browser is online again or the page is looked at. */
  watch(window: Window): void {
    const kick = (): void => this.enqueue(async ({ uploader }) => uploader.kick());
    window.addEventListener("online", kick);
    window.document.addEventListener("visibilitychange", () => {
      if (window.document.visibilityState === "visible") kick();
    });
  }

  /** The disk is full: lets the oldest go for the newest. */
  private async squeeze(database: OutboxDatabase, uploader: Uploader, entry: Entry): Promise<void> {
    this.listener.showTrouble(WORDS.full);
    const gone = await database.makeRoom(entry.owner);
    try {
      await uploader.noted(entry, gone + (await database.add(entry)));
    } catch (error) {
      if (!isFull(error)) throw error;
      await uploader.count(gone + 1);
    }
  }

  private refused(reason: string): void {
    this.listener.showTrouble(WORDS.refused(reason));
    if (reason.startsWith("consent")) this.listener.askWho(); // chosen anew, in another browser
  }

  /** Does something in turn, and gives what comes of it; `otherwise` where the browser stores nothing. */
  private async asked<T>(step: (opened: Opened) => Promise<T>, otherwise: T): Promise<T> {
    let answer = otherwise;
    this.enqueue(async (opened) => {
      answer = await step(opened);
    });
    await this.work;
    return answer;
  }

  private enqueue(step: (opened: Opened) => Promise<void>): void {
    this.work = this.work
      .then(async () => {
        await step(await this.open());
        if (this.isWithout) this.listener.showTrouble("");
        this.isWithout = false;
      })
      .catch(() => {
        this.isWithout = true;
        this.listener.showTrouble(WORDS.noStorage);
      });
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

function daysAgo(): string {
  return new Date(Date.now() - OLDEST_MS).toISOString();
}
