/** Models kept in the browser: what is kept comes back, old ones go, and a browser that keeps nothing is no error. */

import { expect, test } from "vitest";
import { ModelCache } from "../../../web/src/shared/model-cache";
import { memoryCache, memoryStore } from "../worker/breaking";

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
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
  for (const id of ["a", "ab", "c"]) await cache.keep(`/models/${id}/x`, bytes(id));
  await cache.setInUse("hand", LINK);
  await cache.setInUse("silhouette", LINK);
  await cache.keepOnly(["a", "c"]);
  const inUse = ["/models/in-use-hand.json", "/models/in-use-silhouette.json"];
  expect([...kept.keys()].sort()).toEqual(["/models/a/x", "/models/c/x", ...inUse]);
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
