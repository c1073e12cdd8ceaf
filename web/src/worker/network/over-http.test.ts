/** Models over a network that breaks: what can pass is tried again, what was verified is kept, nothing else ever is. */

import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BreakingServer, memoryCache } from "../../testing/breaking";
import { exampleManifest } from "../../testing/example-manifest";
import { readModel } from "./download";
import { overHttp } from "./over-http";
import { Progress } from "./progress";

const ID = "20261122-1a2b3c4d";
const graph = Buffer.from('{"a graph": true}');
const shard = Buffer.alloc(200_000, 7);
const WAITS = [1, 1];

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const describeFile = (path: string, bytes: Buffer): object => ({
  path,
  bytes: bytes.length,
  sha256: sha256(bytes),
});

let server: BreakingServer;
let memory: ReturnType<typeof memoryCache>;
beforeEach(async () => {
  server = await new BreakingServer("/nowhere").start();
  memory = memoryCache();
  const files = [describeFile("model.json", graph), describeFile("shard.bin", shard)];
  server.files.set(`${ID}/manifest.json`, Buffer.from(JSON.stringify({ ...(exampleManifest as object), files })));
  server.files.set(`${ID}/model.json`, graph);
  server.files.set(`${ID}/shard.bin`, shard);
});
afterEach(() => server.stop());

const read = (progress?: Progress): ReturnType<typeof readModel> =>
  readModel(overHttp(server.manifestOf(ID), memory.cache, progress, { waits: WAITS }), progress);
const times = (name: string): number => server.asked.filter((path) => path.endsWith(name)).length;

test("everything comes once, with progress up to the last byte; then from the cache, without a request", async () => {
  const told: [number, number][] = [];
  await read(new Progress((loaded, total) => told.push([loaded, total])));
  expect(told.at(-1)).toEqual([graph.length + shard.length, graph.length + shard.length]);
  expect(told.length).toBeGreaterThan(4);
  expect(server.asked).toHaveLength(3);
  await vi.waitUntil(() => memory.kept.size === 3);
  const { bytes } = await read();
  expect(Buffer.from(bytes.get("shard.bin") as ArrayBuffer).equals(shard)).toBe(true);
  expect(server.asked).toHaveLength(3);
});

test("a file that another model had already is not asked for again", async () => {
  await read();
  await vi.waitUntil(() => memory.kept.size === 3);
  const other = Buffer.from('{"another graph": true}');
  const files = [describeFile("model.json", other), describeFile("other-name.bin", shard)];
  const id = "20261127-1a2b3c4d";
  server.files.set(`${id}/manifest.json`, Buffer.from(JSON.stringify({ ...(exampleManifest as object), id, files })));
  server.files.set(`${id}/model.json`, other);
  const { bytes } = await readModel(overHttp(server.manifestOf(id), memory.cache, undefined, { waits: WAITS }));
  expect(Buffer.from(bytes.get("other-name.bin") as ArrayBuffer).equals(shard)).toBe(true);
  expect(server.asked.filter((path) => path.includes(id))).toEqual([
    `/models/${id}/manifest.json`,
    `/models/${id}/model.json`,
  ]);
});

test("a shard that breaks off in the middle is asked for again", async () => {
  let breaks = 2;
  server.faults.set(`${ID}/shard.bin`, (response, file) => {
    if (breaks-- <= 0) return false;
    response.writeHead(200, { "Content-Length": file.length });
    response.write(file.subarray(0, 1_000), () => response.destroy());
    return true;
  });
  const { bytes } = await read();
  expect(bytes.get("shard.bin")?.byteLength).toBe(shard.length);
  expect(times("shard.bin")).toBe(3);
});

test("when all tries fail the message says what to do, and the next load asks only for what is missing", async () => {
  server.faults.set(`${ID}/shard.bin`, (response) => response.writeHead(503).end() !== undefined);
  await expect(read()).rejects.toThrow("could not be loaded: the server answered 503 for shard.bin. Try again");
  expect(times("shard.bin")).toBe(3);
  server.faults.clear();
  await vi.waitUntil(() => memory.kept.size === 2); // the manifest and the graph
  await read();
  expect([times("manifest.json"), times("model.json"), times("shard.bin")]).toEqual([1, 1, 4]);
});

test("a file that is gone is not asked for again and again", async () => {
  server.files.delete(`${ID}/shard.bin`);
  await expect(read()).rejects.toThrow("the server answered 404");
  expect(times("shard.bin")).toBe(1);
});

test.each([
  ["another byte", Buffer.concat([shard.subarray(1), Buffer.of(8)])],
  ["a captive portal's page", Buffer.from("<!doctype html>Log in")],
])("%s instead of a shard is refused and never kept", async (_, wrong) => {
  server.files.set(`${ID}/shard.bin`, wrong);
  await expect(read()).rejects.toThrow("shard.bin is not the one that its manifest describes");
  await vi.waitUntil(() => memory.kept.size === 2); // the manifest and the graph
  expect([...memory.kept.keys()].some((path) => path.endsWith(sha256(shard)))).toBe(false);
  expect([...memory.kept.values()].some((kept) => Buffer.from(kept).equals(wrong))).toBe(false);
});

test("a captive portal's page instead of the manifest is refused and never kept", async () => {
  server.files.set(`${ID}/manifest.json`, Buffer.from("<!doctype html>Log in"));
  await expect(read()).rejects.toThrow("What came instead of the model's manifest is none");
  expect(memory.kept.size).toBe(0);
});

test("bytes that went bad in the cache are dropped and come anew", async () => {
  await read();
  const path = await vi.waitUntil(() => [...memory.kept.keys()].find((each) => each.endsWith(sha256(shard))));
  memory.kept.set(path, new ArrayBuffer(shard.length));
  const { bytes } = await read();
  expect(Buffer.from(bytes.get("shard.bin") as ArrayBuffer).equals(shard)).toBe(true);
  expect(times("shard.bin")).toBe(2);
});

test("a server that is not there is told in words", async () => {
  const path = server.manifestOf(ID);
  await server.stop();
  const source = overHttp(path, memory.cache, undefined, { waits: WAITS });
  await expect(readModel(source)).rejects.toThrow("could not be loaded: the connection broke at manifest.json");
});
