/** Models kept in the browser: what is kept comes back, old ones go, and a browser that keeps nothing is no error. */

import { expect, test } from "vitest";
import { ModelCache } from "../../../web/src/shared/model-cache";
import { memoryCache, memoryStore } from "../worker/breaking";

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const LINK = { id: "a", manifest: "/models/a/manifest.json" };

test("files and the model in use come back", async () => {
  const { cache } = memoryCache();
  expect([await cache.read("/models/a/x"), await cache.inUse()]).toEqual([null, null]);
  await cache.keep("/models/a/x", bytes("seven"));
  await cache.setInUse(LINK);
  expect(new TextDecoder().decode((await cache.read("/models/a/x")) ?? undefined)).toBe("seven");
  expect(await cache.inUse()).toEqual(LINK);
});

test("the files of all models but the named go; which one is in use stays", async () => {
  const { cache, kept } = memoryCache();
  for (const id of ["a", "ab", "c"]) await cache.keep(`/models/${id}/x`, bytes(id));
  await cache.setInUse(LINK);
  await cache.keepOnly(["a", "c"]);
  expect([...kept.keys()].sort()).toEqual(["/models/a/x", "/models/c/x", "/models/in-use.json"]);
});

test("what another version of the page wrote is not believed", async () => {
  const { cache } = memoryCache();
  await cache.keep("/models/in-use.json", bytes('{"id": 7}'));
  expect(await cache.inUse()).toBeNull();
});

test("without storage, and on a full disk, nothing is kept and nothing fails", async () => {
  const full = { ...memoryStore(), put: () => Promise.reject(new DOMException("full", "QuotaExceededError")) };
  for (const cache of [new ModelCache(null), new ModelCache(full)]) {
    await cache.keep("/models/a/x", bytes("seven"));
    await cache.setInUse(LINK);
    await cache.keepOnly([]);
    expect([await cache.read("/models/a/x"), await cache.inUse()]).toEqual([null, null]);
  }
});
