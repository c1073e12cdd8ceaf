/** Keeps own gestures and corrections in IndexedDB, so that nothing of them leaves the browser. */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { wordsFor } from "../shared/gestures";
import { distanceOf } from "../shared/hand-numbers";
import { isOwn, type Named, type OwnExample, type OwnId } from "../shared/messages";
import { OWN_KEPT } from "../ui/words/own-examples";

export interface OwnGesture {
  readonly id: OwnId;
  readonly name: string;
  /** null: a hand that was shown is drawn. */
  readonly emoji: string | null;
  readonly paused: boolean;
}

/** An example with the SHA-256 of the backbone that its numbers are of: no other understands them. */
export interface KeptExample extends OwnExample {
  readonly backbone: string;
}

export interface Kept {
  readonly gestures: readonly OwnGesture[];
  /** Of own gestures, and corrections; the oldest first. */
  readonly examples: readonly KeptExample[];
}

/** What became of examples: so many are kept; `claimed`: so many were not, because they show what is called that. */
export type Outcome =
  | { readonly kind: "kept"; readonly claimed: Claim | null }
  | { readonly kind: "refused"; readonly claimed: Claim }
  | { readonly kind: "gone" }
  | { readonly kind: "too-many" };

export interface Claim {
  readonly by: Named;
  readonly name: string;
  readonly count: number;
}

interface Schema extends DBSchema {
  gestures: { key: OwnId; value: OwnGesture & { readonly made: number } };
  examples: { key: number; value: KeptExample; indexes: { "by-name": Named } };
}

type Writing = IDBPTransaction<Schema, ("gestures" | "examples")[], "readwrite">;

export const MOST_GESTURES = 200;
/** The newest of each gesture and of each label that was corrected to. */
export const MOST_EXAMPLES = 20;
/** Hands whose points lie closer than this share of their square are the same pose, whatever they are called. */
const SAME = 0.02;

export class OwnStore {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** Opens or makes the store. Throws a DOMException where the browser forbids storage. */
  static async open(name = "own-gestures"): Promise<OwnStore> {
    const database = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("gestures", { keyPath: "id" });
        fresh.createObjectStore("examples", { autoIncrement: true }).createIndex("by-name", "of");
      },
    });
    return new OwnStore(database);
  }

  /** All of it, gestures in the order in which they were made. */
  async read(): Promise<Kept> {
    const transaction = this.database.transaction(["gestures", "examples"]);
    const [gestures, examples] = await Promise.all([
      transaction.objectStore("gestures").getAll(),
      transaction.objectStore("examples").getAll(),
    ]);
    return { gestures: gestures.sort((a, b) => a.made - b.made), examples };
  }

  /** Adds a gesture with its first examples, or nothing. Throws a DOMException where there is no room. */
  add(gesture: OwnGesture, hands: readonly Uint8Array[], backbone: string): Promise<Outcome> {
    return this.write(async (transaction) => {
      const gestures = transaction.objectStore("gestures");
      if ((await gestures.count()) >= MOST_GESTURES) return { kind: "too-many" };
      const outcome = await keep(transaction, gesture.id, hands, backbone);
      if (outcome.kind === "kept") await gestures.put({ ...gesture, made: Date.now() });
      return outcome;
    });
  }

  /**
   * Keeps examples of a gesture that is there, or of a label; those of another backbone go for them, and the oldest
   * where there are too many. Throws a DOMException where there is no room.
   */
  teach(of: Named, hands: readonly Uint8Array[], backbone: string): Promise<Outcome> {
    return this.write(async (transaction) => {
      const isThere = !isOwn(of) || (await transaction.objectStore("gestures").get(of)) !== undefined;
      return isThere ? keep(transaction, of, hands, backbone) : { kind: "gone" };
    });
  }

  /** Changes a gesture; false: it is not there any more. */
  change(id: OwnId, changes: Partial<Pick<OwnGesture, "name" | "paused">>): Promise<boolean> {
    return this.write(async (transaction) => {
      const gestures = transaction.objectStore("gestures");
      const before = await gestures.get(id);
      if (before !== undefined) await gestures.put({ ...before, ...changes });
      return before !== undefined;
    });
  }

  /** Deletes a gesture, or the corrections to a label, with all examples. */
  forget(of: Named): Promise<void> {
    return this.write(async (transaction) => {
      if (isOwn(of)) await transaction.objectStore("gestures").delete(of);
      const examples = transaction.objectStore("examples");
      const keys = await examples.index("by-name").getAllKeys(of);
      await Promise.all(keys.map((key) => examples.delete(key)));
    });
  }

  close(): void {
    this.database.close();
  }

  /** All or nothing: where a step fails, what was there stays. */
  private async write<T>(step: (transaction: Writing) => Promise<T>): Promise<T> {
    const transaction: Writing = this.database.transaction(["gestures", "examples"], "readwrite");
    try {
      const result = await step(transaction);
      await transaction.done;
      return result;
    } catch (error) {
      const reason = transaction.error ?? error;
      try {
        transaction.abort();
      } catch {
        // The browser has ended it.
      }
      await transaction.done.catch(() => undefined);
      throw reason;
    }
  }
}

/** Does something with the store, which is open only meanwhile. Throws a DOMException where storage is forbidden. */
export async function withOwnStore<T>(step: (store: OwnStore) => Promise<T>): Promise<T> {
  const store = await OwnStore.open();
  try {
    return await step(store);
  } finally {
    store.close();
  }
}

/** Keeps one example; gives why it is not kept, or null. */
export async function teachOne(of: Named, hand: Uint8Array, backbone: string): Promise<string | null> {
  try {
    return whyNot(await withOwnStore((store) => store.teach(of, [hand], backbone)));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return NO_ROOM;
  }
}

async function keep(transaction: Writing, of: Named, hands: readonly Uint8Array[], backbone: string): Promise<Outcome> {
  const examples = transaction.objectStore("examples");
  const others = (await examples.getAll()).filter((each) => each.of !== of && each.backbone === backbone);
  const claims = hands.map((hand) => others.find((other) => distanceOf(other.hand, hand) < SAME)?.of);
  const by = claims.find((each) => each !== undefined);
  const free = hands.filter((_, i) => claims[i] === undefined);
  const claimed =
    by === undefined ? null : { by, name: await nameOf(transaction, by), count: hands.length - free.length };
  if (claimed !== null && 2 * free.length < hands.length) return { kind: "refused", claimed };
  for (const key of await examples.index("by-name").getAllKeys(of)) {
    if ((await examples.get(key))?.backbone !== backbone) await examples.delete(key);
  }
  for (const hand of free) await examples.add({ of, hand, backbone });
  const keys = await examples.index("by-name").getAllKeys(of);
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_EXAMPLES))) await examples.delete(key);
  return { kind: "kept", claimed };
}

async function nameOf(transaction: Writing, named: Named): Promise<string> {
  if (!isOwn(named)) return wordsFor(named);
  return (await transaction.objectStore("gestures").get(named))?.name ?? "another gesture";
}

/** A new gesture's id. */
export function newId(): OwnId {
  const digits = crypto.getRandomValues(new Uint8Array(4));
  return `own-${[...digits].map((each) => each.toString(16).padStart(2, "0")).join("")}`;
}

export const NO_ROOM = OWN_KEPT.noRoom;
export const GONE = OWN_KEPT.gone;

/** Why examples were not kept, or not all of them; null: they are. */
export function whyNot(outcome: Outcome): string | null {
  if (outcome.kind === "gone") return GONE;
  if (outcome.kind === "too-many") {
    return OWN_KEPT.tooMany(MOST_GESTURES);
  }
  if (outcome.claimed === null) return null;
  const { by, name, count } = outcome.claimed;
  const before = isOwn(by) ? OWN_KEPT.knownPose(name) : OWN_KEPT.knownCorrection(name);
  if (outcome.kind === "kept") return OWN_KEPT.leftOut(count, before);
  return OWN_KEPT.onePose(before);
}
