/** The outbox's store in IndexedDB, so that a closed page loses no sample. */

import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from "idb";
import type { SampleWithImages } from "../../api/batch";

/** A sample that waits. `owner` is the account it was taken for: nobody else sends it. */
export interface Entry extends SampleWithImages {
  readonly owner: string;
}

interface Schema extends DBSchema {
  samples: { key: string; value: Entry; indexes: { "by-age": [string, string] } };
}

/** About 8 MB of shapes, or 40 MB with photos; a page that is offline for so long keeps the newest. */
const MOST_ENTRIES = 2_000;

/** What a connection says that the browser has closed: its data was cleared, or its storage process died. */
const CLOSED: readonly string[] = ["InvalidStateError", "AbortError", "UnknownError"];

export class OutboxDatabase {
  private opened: Promise<IDBPDatabase<Schema>> | null = null;
  /** Called after the browser has closed the database from outside, which may have emptied it. */
  onClosed: () => void = () => undefined;

  private constructor(
    private readonly name: string,
    private readonly most: number,
  ) {}

  /** Opens or makes the store. Throws a DOMException where the browser forbids storage. */
  static async open(name = "outbox", most = MOST_ENTRIES): Promise<OutboxDatabase> {
    const made = new OutboxDatabase(name, most);
    await made.connect();
    return made;
  }

  /** Stores a sample; gives the number of old ones of the same owner that had to go for it. */
  add(entry: Entry): Promise<number> {
    return this.use(async (database) => {
      const transaction = database.transaction("samples", "readwrite");
      await transaction.store.put(entry);
      const waiting = await transaction.store.index("by-age").count(ageRange(entry.owner));
      const gone = await removeOldest(transaction.store, entry.owner, waiting - this.most);
      await transaction.done;
      return gone;
    });
  }

  /** Makes room by letting the oldest tenth of an owner's samples go; gives how many went. */
  makeRoom(owner: string): Promise<number> {
    return this.use(async (database) => {
      const transaction = database.transaction("samples", "readwrite");
      const waiting = await transaction.store.index("by-age").count(ageRange(owner));
      const gone = await removeOldest(transaction.store, owner, Math.ceil(waiting / 10));
      await transaction.done;
      return gone;
    });
  }

  /** Lets go what was captured before a time (ISO 8601, UTC); gives how many that were. */
  expire(owner: string, before: string): Promise<number> {
    return this.removeAll(IDBKeyRange.bound([owner, ""], [owner, before]));
  }

  /** Up to `limit` samples of one owner, oldest first. */
  oldest(owner: string, limit: number): Promise<Entry[]> {
    return this.use((database) => database.getAllFromIndex("samples", "by-age", ageRange(owner), limit));
  }

  /** The ids of all samples of one owner, oldest first. */
  ids(owner: string): Promise<string[]> {
    return this.use((database) => database.getAllKeysFromIndex("samples", "by-age", ageRange(owner)));
  }

  remove(sampleIds: readonly string[]): Promise<void> {
    return this.use(async (database) => {
      const transaction = database.transaction("samples", "readwrite");
      await Promise.all(sampleIds.map((id) => transaction.store.delete(id)));
      await transaction.done;
    });
  }

  /** Takes the photos out of everything of one owner; the shapes stay. */
  dropPhotos(owner: string): Promise<void> {
    return this.use(async (database) => {
      const transaction = database.transaction("samples", "readwrite");
      let cursor = await transaction.store.index("by-age").openCursor(ageRange(owner));
      while (cursor !== null) {
        const { sample, ...rest } = cursor.value;
        if (sample.frame_image !== null)
          await cursor.update({ ...rest, sample: { ...sample, frame_image: null }, frameImage: null });
        cursor = await cursor.continue();
      }
      await transaction.done;
    });
  }

  /** Deletes everything of one owner; gives how many that were. */
  clear(owner: string): Promise<number> {
    return this.removeAll(ageRange(owner));
  }

  count(owner: string): Promise<number> {
    return this.use((database) => database.countFromIndex("samples", "by-age", ageRange(owner)));
  }

  async close(): Promise<void> {
    (await this.connect()).close();
  }

  private removeAll(range: IDBKeyRange): Promise<number> {
    return this.use(async (database) => {
      const transaction = database.transaction("samples", "readwrite");
      const keys = await transaction.store.index("by-age").getAllKeys(range);
      await Promise.all(keys.map((key) => transaction.store.delete(key)));
      await transaction.done;
      return keys.length;
    });
  }

  /** Does something that may be done twice; where the connection was closed from outside, over a new one. */
  private async use<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    const opened = this.connect();
    try {
      return await work(await opened);
    } catch (error) {
      if (!(error instanceof DOMException) || !CLOSED.includes(error.name)) throw error;
      if (this.opened === opened) this.opened = null;
      return work(await this.connect());
    }
  }

  private connect(): Promise<IDBPDatabase<Schema>> {
    const before = this.opened;
    if (before !== null) return before;
    const closed = (): void => {
      if (this.opened !== opening) return;
      this.opened = null;
      this.onClosed();
    };
    const opening = openDB<Schema>(this.name, 1, {
      upgrade(fresh) {
        const store = fresh.createObjectStore("samples", { keyPath: "sample.sample_id" });
        store.createIndex("by-age", ["owner", "sample.captured_at"]);
      },
      // Somebody clears this site's data: an open connection would keep that waiting.
      blocking: (_, __, event) => {
        (event.target as IDBDatabase).close();
        closed();
      },
      terminated: closed,
    });
    this.opened = opening;
    opening.catch(() => {
      if (this.opened === opening) this.opened = null;
    });
    return opening;
  }
}

type WritableStore = IDBPObjectStore<Schema, ["samples"], "samples", "readwrite">;

async function removeOldest(store: WritableStore, owner: string, count: number): Promise<number> {
  if (count <= 0) return 0;
  const keys = await store.index("by-age").getAllKeys(ageRange(owner), count);
  await Promise.all(keys.map((key) => store.delete(key)));
  return keys.length;
}

function ageRange(owner: string): IDBKeyRange {
  return IDBKeyRange.bound([owner, ""], [owner, "\uffff"]);
}
