/** Stores a person's own examples in IndexedDB, so that nothing of them leaves the browser. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Gesture } from "../shared/gestures";
import type { PersonalExample } from "../shared/messages";

interface Schema extends DBSchema {
  examples: { key: Gesture; value: readonly PersonalExample[] };
}

export class ExampleStore {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** Opens or makes the store. Throws a DOMException where the browser forbids storage. */
  static async open(name = "personal-gestures"): Promise<ExampleStore> {
    const database = await openDB<Schema>(name, 1, { upgrade: (fresh) => void fresh.createObjectStore("examples") });
    return new ExampleStore(database);
  }

  /** All examples, of all gestures. */
  async read(): Promise<PersonalExample[]> {
    return (await this.database.getAll("examples")).flat();
  }

  /** Keeps a gesture's examples in place of those before. Throws a DOMException where there is no room. */
  async keep(gesture: Gesture, examples: readonly PersonalExample[]): Promise<void> {
    await this.database.put("examples", examples, gesture);
  }

  /** Deletes all examples. */
  async forget(): Promise<void> {
    await this.database.clear("examples");
  }

  close(): void {
    this.database.close();
  }
}

/** Does something with the store, which is open only meanwhile. Throws a DOMException where storage is forbidden. */
export async function withOwnStore<T>(step: (store: ExampleStore) => Promise<T>): Promise<T> {
  const store = await ExampleStore.open();
  try {
    return await step(store);
  } finally {
    store.close();
  }
}
