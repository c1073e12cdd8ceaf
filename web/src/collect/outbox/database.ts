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

export class OutboxDatabase {
  private constructor(
    private readonly database: IDBPDatabase<Schema>,
    private readonly most: number,
  ) {}

  /** Opens or makes the store. Throws a DOMException where the browser forbids storage. */
  static async open(name = "outbox", most = MOST_ENTRIES): Promise<OutboxDatabase> {
    const database = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        const store = fresh.createObjectStore("samples", { keyPath: "sample.sample_id" });
        store.createIndex("by-age", ["owner", "sample.captured_at"]);
      },
    });
    return new OutboxDatabase(database, most);
  }

  /** Stores a sample; gives the number of old ones of the same owner that had to go for it. */
  async add(entry: Entry): Promise<number> {
    const transaction = this.database.transaction("samples", "readwrite");
    await transaction.store.put(entry);
    const waiting = await transaction.store.index("by-age").count(ageRange(entry.owner));
    const gone = await removeOldest(transaction.store, entry.owner, waiting - this.most);
    await transaction.done;
    return gone;
  }

  /** Makes room by letting the oldest tenth of an owner's samples go; gives how many went. */
  async makeRoom(owner: string): Promise<number> {
    const transaction = this.database.transaction("samples", "readwrite");
    const waiting = await transaction.store.index("by-age").count(ageRange(owner));
    const gone = await removeOldest(transaction.store, owner, Math.ceil(waiting / 10));
    await transaction.done;
    return gone;
  }

  /** Lets go what was captured before a time (ISO 8601, UTC); gives how many that were. */
  async expire(owner: string, before: string): Promise<number> {
    return this.removeAll(IDBKeyRange.bound([owner, ""], [owner, before]));
  }

  /** Up to `limit` samples of one owner, oldest first. */
  async oldest(owner: string, limit: number): Promise<Entry[]> {
    return this.database.getAllFromIndex("samples", "by-age", ageRange(owner), limit);
  }

  /** The ids of all samples of one owner, oldest first. */
  async ids(owner: string): Promise<string[]> {
    return this.database.getAllKeysFromIndex("samples", "by-age", ageRange(owner));
  }

  async remove(sampleIds: readonly string[]): Promise<void> {
    const transaction = this.database.transaction("samples", "readwrite");
    await Promise.all(sampleIds.map((id) => transaction.store.delete(id)));
    await transaction.done;
  }

  /** Takes the photos out of everything of one owner; the shapes stay. */
  async dropPhotos(owner: string): Promise<void> {
    const transaction = this.database.transaction("samples", "readwrite");
    let cursor = await transaction.store.index("by-age").openCursor(ageRange(owner));
    while (cursor !== null) {
      const { sample, ...rest } = cursor.value;
      if (sample.frame_image !== null)
        await cursor.update({ ...rest, sample: { ...sample, frame_image: null }, frameImage: null });
      cursor = await cursor.continue();
    }
    await transaction.done;
  }

  /** Deletes everything of one owner; gives how many that were. */
  async clear(owner: string): Promise<number> {
    return this.removeAll(ageRange(owner));
  }

  async count(owner: string): Promise<number> {
    return this.database.countFromIndex("samples", "by-age", ageRange(owner));
  }

  close(): void {
    this.database.close();
  }

  private async removeAll(range: IDBKeyRange): Promise<number> {
    const transaction = this.database.transaction("samples", "readwrite");
    const keys = await transaction.store.index("by-age").getAllKeys(range);
    await Promise.all(keys.map((key) => transaction.store.delete(key)));
    await transaction.done;
    return keys.length;
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
