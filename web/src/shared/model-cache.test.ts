/** Models kept in the browser: what is kept comes back, old ones go, and a browser that keeps nothing is no error. */

import { expect, test } from "vitest";
import { memoryCache, memoryStore } from "../testing/breaking";
import type { ModelFile } from "./manifest";
import { ModelCache, placeOf } from "./model-cache";

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const file = (digit: string): ModelFile => ({ path: "x", bytes: 1, sha256: digit.repeat(64) });
const LINK = { id: "a", manifest: "/models/a/manifest.json" };

const OTHER = { id: "b", manifest: "/models/b/manifest.json" };

test("files and the model in use for each way come back", async () => {
  const { cache } = memoryCache();
  expect([await cache.read("/models/a/x"), await cache.inUse("hand")]).toEqual([null, null]);
  await cache.keep("/models/a/x", bytes("seven"));
  await cache.setInUse("hand", LINK);
  expect(new TextDecoder().decode((await cache.read("/models/a/x")) ?? undefined)).toBe("seven");
  expect([await cache.inUse("hand"), await cache.inUse("silhouette")]).toEqual([LINK, null]);
  await cache.setInUse("silhouette", OTHER);
  expect([await cache.inUse("hand"), await cache.inUse("silhouette")]).toEqual([LINK, OTHER]);
});

test("the files of all models but the named go; which ones are in use stays", async () => {
  const { cache, kept } = memoryCache();
  const shared = file("5");
  const models = ["a", "ab", "c"].map((id, i) => ({ id, files: [shared, file(`${i}`)] }));
  for (const { id, files } of models) {
    await cache.keep(`/models/${id}/manifest.json`, bytes(id));
    for (const each of files) await cache.keep(placeOf(each), bytes(id));
  }
  await cache.keep("/models/a/x", bytes("as older pages kept them"));
  await cache.setInUse("hand", LINK);
  await cache.setInUse("silhouette", LINK);
  await cache.keepOnly(models.filter(({ id }) => id !== "ab"));
  const manifests = ["/models/a/manifest.json", "/models/c/manifest.json"];
  const inUse = ["/models/in-use-hand.json", "/models/in-use-silhouette.json"];
  const files = [file("0"), file("2"), shared].map(placeOf);
  expect([...kept.keys()].sort()).toEqual([...manifests, ...inUse, ...files]);
});

test("what another version of the page wrote is not believed", async () => {
  const { cache } = memoryCache();
  await cache.keep("/models/in-use-hand.json", bytes('{"id": 7}'));
  expect(await cache.inUse("hand")).toBeNull();
});

test("without storage, and on a full disk, nothing is kept and nothing fails", async () => {
  const full = { ...memoryStore(), put: () => Promise.reject(new DOMException("full", "QuotaExceededError")) };
  for (const cache of [new ModelCache(null), new ModelCache(full)]) {
    await cache.keep("/models/a/x", bytes("seven"));
    await cache.setInUse("hand", LINK);
    await cache.keepOnly([]);
    expect([await cache.read("/models/a/x"), await cache.inUse("hand")]).toEqual([null, null]);
  }
});

test("a browser that forbids even to ask for its cache keeps nothing, and that is no error", async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "caches");
  Object.defineProperty(globalThis, "caches", {
    configurable: true,
    get: () => {
      throw new DOMException("no", "SecurityError");
    },
  });
  const cache = await ModelCache.open();
  expect(await cache.read("/models/a/x")).toBeNull();
  if (before === undefined) Reflect.deleteProperty(globalThis, "caches");
  else Object.defineProperty(globalThis, "caches", before);
});
