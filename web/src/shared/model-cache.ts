/**
 * Keeps verified models in the browser, so that the same is there without a network.
 *
 * Page and worker share it. What is kept is what was verified, so that nothing else can ever be read from it.
 */

import type { Manifest, ModelFile, Way } from "./manifest";
import { record, text } from "./strict";

const NAME = "models";
/** Where the address of each way's newest model that worked on this device is kept; no server answers there. */
const IN_USE: Readonly<Record<Way, string>> = {
  hand: "/models/in-use-hand.json",
  silhouette: "/models/in-use-silhouette.json",
};

/** Files of models are kept by what is in them, so that one that two models share is kept, and fetched, once. */
const FILES = "/models/sha256/";

/** Where a model's file is kept. */
export function placeOf({ sha256 }: Pick<ModelFile, "sha256">): string {
  return FILES + sha256;
}

/** What the server says of a model, and what is remembered of the one in use. */
export interface ModelLink {
  readonly id: string;
  /** Path of the manifest on this server. */
  readonly manifest: string;
}

/** The part of the browser's Cache that is used here. */
export type Store = Pick<Cache, "match" | "put" | "delete" | "keys">;

export class ModelCache {
  /** `store` null: the browser keeps nothing, and every file comes from the network. */
  constructor(private readonly store: Store | null) {}

  /** Opens the cache; one that keeps nothing where the browser forbids it. */
  static async open(): Promise<ModelCache> {
    try {
      return new ModelCache(await caches.open(NAME));
    } catch {
      return new ModelCache(null); // there is none, or even asking for it is forbidden
    }
  }

  /** A file's bytes, or null. */
  async read(path: string): Promise<ArrayBuffer | null> {
    const found = await this.store?.match(path).catch(() => undefined);
    return (await found?.arrayBuffer().catch(() => undefined)) ?? null;
  }

  /** Keeps a file. A full disk keeps nothing, which costs a download the next time, and no more. */
  async keep(path: string, bytes: ArrayBuffer): Promise<void> {
    await this.store?.put(path, new Response(bytes)).catch(() => undefined);
  }

  async drop(path: string): Promise<void> {
    await this.store?.delete(path).catch(() => undefined);
  }

  /** Deletes all but what these models are made of. */
  async keepOnly(models: readonly Pick<Manifest, "id" | "files">[]): Promise<void> {
    const requests = (await this.store?.keys().catch(() => [])) ?? [];
    const paths = requests.map(({ url }) => new URL(url).pathname);
    const needed = new Set([...Object.values(IN_USE), ...models.flatMap(({ files }) => files.map(placeOf))]);
    const isManifest = (path: string): boolean => models.some(({ id }) => path.endsWith(`/models/${id}/manifest.json`));
    const old = paths.filter((path) => !needed.has(path) && !isManifest(path));
    await Promise.all(old.map((path) => this.drop(path)));
  }

  /** The model of that way that worked here last, or null. */
  async inUse(way: Way): Promise<ModelLink | null> {
    const bytes = await this.read(IN_USE[way]);
    if (bytes === null) return null;
    try {
      const fields = record(JSON.parse(new TextDecoder().decode(bytes)), "model");
      return { id: text(fields.id, "model.id"), manifest: text(fields.manifest, "model.manifest") };
    } catch {
      return null; // written by another version of the page
    }
  }

  /** Remembers the model of that way that works. */
  async setInUse(way: Way, { id, manifest }: ModelLink): Promise<void> {
    await this.keep(IN_USE[way], new TextEncoder().encode(JSON.stringify({ id, manifest })).buffer);
  }
}
