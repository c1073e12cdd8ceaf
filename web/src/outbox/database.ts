/** The outbox's store: samples in, the oldest of one owner out; IndexedDB, so that a closed page loses nothing. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { SampleWithPicture } from "../shared/batch";

/** A sample that waits. `owner` is the account it was taken for: nobody else sends it. */
export interface Entry extends SampleWithPicture {
  readonly owner: string;
}

interface Schema extends DBSchema {
  samples: { key: string; value: Entry; indexes: { "by-age": [string, string] } };
}

/** About 8 MB with pictures of 64×64; a page that is offline for so long keeps the newest. */
const MOST_ENTRIES = 2_000;

export class OutboxDatabase {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** Opens or makes the store. Throws a DOMException where the browser forbids storage. */
  static async open(name = "outbox"): Promise<OutboxDatabase> {
    const database = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        const store = fresh.createObjectStore("samples", { keyPath: "sample.sample_id" });
        store.createIndex("by-age", ["owner", "sample.captured_at"]);
      },
    });
    return new OutboxDatabase(database);
  }

  /** Stores a sample; gives the number of old ones of the same owner that had to go for it. */
  async add(entry: Entry): Promise<number> {
    const transaction = this.database.transaction("samples", "readwrite");
    await transaction.store.put(entry);
    const keys = await transaction.store.index("by-age").getAllKeys(ageRange(entry.owner));
    const old = keys.slice(0, Math.max(keys.length - MOST_ENTRIES, 0));
    await Promise.all(old.map((key) => transaction.store.delete(key)));
    await transaction.done;
    return old.length;
  }

  /** Up to `limit` samples of one owner, oldest first. */
  async oldest(owner: string, limit: number): Promise<Entry[]> {
    return this.database.getAllFromIndex("samples", "by-age", ageRange(owner), limit);
  }

  async remove(sampleIds: readonly string[]): Promise<void> {
    const transaction = this.database.transaction("samples", "readwrite");
    await Promise.all(sampleIds.map((id) => transaction.store.delete(id)));
    await transaction.done;
  }

  /** Deletes everything of one owner: consent was withdrawn. */
  async clear(owner: string): Promise<void> {
    const transaction = this.database.transaction("samples", "readwrite");
    const keys = await transaction.store.index("by-age").getAllKeys(ageRange(owner));
    await Promise.all(keys.map((key) => transaction.store.delete(key)));
    await transaction.done;
  }

  async count(owner: string): Promise<number> {
    return this.database.countFromIndex("samples", "by-age", ageRange(owner));
  }

  close(): void {
    this.database.close();
  }
}

function ageRange(owner: string): IDBKeyRange {
  return IDBKeyRange.bound([owner, ""], [owner, "\uffff"]);
}
