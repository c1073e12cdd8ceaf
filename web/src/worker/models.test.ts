/** Loading, testing and swapping real models from a server that breaks things; the network in use never suffers. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wasmFolder } from "../evaluate/classify";
import type { Failed, ModelReply, Personalised, Way } from "../shared/messages";
import { BreakingServer, memoryCache } from "../testing/breaking";
import { currentFolder } from "../testing/current-model";
import { FrameImageKeeper } from "./frame/frame-image";
import { Models } from "./models";
import { liveTensors, startBackend } from "./network/backend";

const FOLDER = dirname(currentFolder);
const CURRENT = currentFolder.slice(FOLDER.length + 1);
const MADE = "20261122-00000000";

type Json = Record<string, unknown>;
const json = (path: string): Json => JSON.parse(readFileSync(join(FOLDER, path), "utf8")) as Json;

let server: BreakingServer;
let memory: ReturnType<typeof memoryCache>;
let models: Models;
let said: (ModelReply | Personalised | Failed)[];
beforeEach(async () => {
  server = await new BreakingServer(FOLDER).start();
  memory = memoryCache();
  said = [];
  models = new Models({
    cache: Promise.resolve(memory.cache),
    photos: new FrameImageKeeper(),
    startBackend: () => startBackend(wasmFolder()),
    betweenFrames: async () => undefined,
    waits: [1],
  });
});
afterEach(() => server.stop());

/** Publishes the current model anew as `id`, changed; all hashes are right. */
function publish(
  id: string,
  change: { manifest?: Json; golden?: (text: string) => string; graph?: (text: string) => string },
): void {
  const manifest: Json = { ...json(`${CURRENT}/manifest.json`), id, ...change.manifest };
  const files = (manifest.files as { path: string; bytes: number; sha256: string }[]).map((file) => {
    const edit = file.path === "golden.json" ? change.golden : file.path === "model.json" ? change.graph : undefined;
    const before = readFileSync(join(currentFolder, file.path));
    const bytes = edit === undefined ? before : Buffer.from(edit(before.toString()));
    server.files.set(`${id}/${file.path}`, bytes);
    return { ...file, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  });
  server.files.set(`${id}/manifest.json`, Buffer.from(JSON.stringify({ ...manifest, files })));
}

const hear = async (reply: Promise<ModelReply | Personalised | Failed | null>): Promise<void> => {
  const heard = await reply;
  if (heard !== null) said.push(heard);
};
const load = (id: string): Promise<void> =>
  hear(models.load(server.manifestOf(id), (loaded, total) => said.push({ kind: "progress", loaded, total })));
const kinds = (): string[] => said.map(({ kind }) => kind).filter((kind) => kind !== "progress");
const inUse = (): string | undefined => models.modelOf("silhouette")?.manifest.id;

test("the first model is used without its golden answers, which are compared when that is asked for", async () => {
  await load(CURRENT);
  expect([kinds(), inUse()]).toEqual([["loaded"], CURRENT]);
  expect(server.asked.some((path) => path.endsWith("golden.json"))).toBe(false);
  await hear(models.test("silhouette"));
  expect(said.at(-1)).toMatchObject({ kind: "tested", frames: 8, passed: true });
});

test("background mode that cannot be fetched is no fault of its model, and can be had later", async () => {
  vi.doMock("./silhouette/background-mode", () => {
    throw new TypeError("Failed to fetch dynamically imported module");
  });
  await load(CURRENT);
  const message = "A part of the page could not be fetched. Check the connection and try again.";
  expect(said.at(-1)).toMatchObject({ kind: "refused", message, isOfModel: false });
  vi.doUnmock("./silhouette/background-mode");
  await load(CURRENT);
  expect([kinds(), inUse()]).toEqual([["refused", "loaded"], CURRENT]);
});

test("golden answers that cannot be had are told, and can be had later", async () => {
  server.faults.set(`${CURRENT}/golden.json`, (response) => response.writeHead(404).end() !== undefined);
  await load(CURRENT);
  await hear(models.test("silhouette"));
  expect(said.at(-1)).toMatchObject({ kind: "untested", message: expect.stringContaining("404") });
  server.faults.clear();
  await hear(models.test("silhouette"));
  expect(said.at(-1)).toMatchObject({ kind: "tested", passed: true });
});

test("tensors stay flat across five swaps, and the background across all of them", async () => {
  publish(MADE, {});
  await load(CURRENT);
  const tensors = liveTensors();
  for (const id of [MADE, CURRENT, MADE, CURRENT, MADE]) {
    await load(id);
    expect(said.at(-1)).toMatchObject({ kind: "loaded", keepsBackground: true, manifest: { id } });
    expect(liveTensors()).toBe(tensors);
  }
});

test("every published model may take the place of every other of its way", async () => {
  const ids = readdirSync(FOLDER).filter((name) => name !== "registry.json");
  await load(CURRENT);
  for (const id of ids.filter((each) => each !== CURRENT)) {
    const { way } = json(`${id}/manifest.json`) as { way: Way };
    await load(id);
    expect([models.modelOf(way)?.manifest.id, said.at(-1)?.kind]).toEqual([id, "loaded"]);
  }
});

test("two models are kept after a swap: the one in use and the one before", async () => {
  const longer = (spaces: number) => (text: string) => text + " ".repeat(spaces);
  publish(MADE, { graph: longer(1) });
  publish("20261122-11111111", { graph: longer(2) });
  for (const id of [CURRENT, MADE, "20261122-11111111"]) await load(id);
  await vi.waitUntil(() => [...memory.kept.keys()].every((path) => !path.includes(CURRENT)));
  const folders = [...memory.kept.keys()].map((path) => path.split("/")[2]);
  expect(folders.filter((each) => each !== "sha256").sort()).toEqual([MADE, "20261122-11111111"]);
  const length = readFileSync(join(currentFolder, "model.json")).length;
  const graphs = [...memory.kept.values()].map((each) => each.byteLength).filter((each) => Math.abs(each - length) < 3);
  expect(graphs.sort()).toEqual([length + 1, length + 2]);
});

test("a model that looks at the background in another way needs it learned again", async () => {
  await load(CURRENT);
  const silhouette = json(`${CURRENT}/manifest.json`).silhouette as Json;
  // The golden background is shown twice as long, which teaches the same.
  publish(MADE, { manifest: { silhouette: { ...silhouette, learn_frames: 60 } } });
  await load(MADE);
  expect(said.at(-1)).toMatchObject({ kind: "loaded", keepsBackground: false });
});

const swapTwo = (text: string): string => {
  const golden = JSON.parse(text) as { cases: { frames: { label: string }[] }[] };
  for (const { frames } of golden.cases)
    for (const frame of frames) frame.label = frame.label === "fist" ? "l" : "fist";
  return JSON.stringify(golden);
};
const weightsOff = (text: string): string => {
  const model = JSON.parse(text) as { weightsManifest: { weights: { shape: number[] }[] }[] };
  for (const { weights } of model.weightsManifest) weights.at(-1)?.shape.push(3);
  return JSON.stringify(model);
};

test.each<[string, () => void, string]>([
  ["is gone", () => undefined, "404"],
  ["has another id", () => publish(MADE, { manifest: { id: "20261122-99999999" } }), "the manifest is that of"],
  ["is of a later schema", () => publish(MADE, { manifest: { schema: 3 } }), "manifest.schema must be 2"],
  [
    "takes another kind of picture",
    () => publish(MADE, { manifest: { input: { kind: "rgb", width: 64, height: 64 } } }),
    "manifest.input.kind",
  ],
  [
    "takes another size",
    () => publish(MADE, { manifest: { input: { kind: "silhouette", width: 32, height: 32 } } }),
    "",
  ],
  [
    "has its labels in another order",
    () => publish(MADE, { manifest: { labels: ["l", "thumbs_up", "fist", "open_palm", "closed_palm", "none"] } }),
    "it does not answer here as it did in training",
  ],
  [
    "has fewer labels than its network",
    () => publish(MADE, { manifest: { labels: ["l", "none"] } }),
    "the manifest has 2 labels",
  ],
  [
    "answers other than its golden answers",
    () => publish(MADE, { golden: swapTwo }),
    "it does not answer here as it did in training",
  ],
  [
    "comes without golden answers",
    () => publish(MADE, { golden: () => '{"tolerance": 0.001, "cases": []}' }),
    "golden.cases must be a list that is not empty",
  ],
  ["has no graph", () => publish(MADE, { graph: () => "{}" }), "model.json"],
  ["has weights of another shape", () => publish(MADE, { graph: weightsOff }), ""],
])(
  "a model that %s is refused with the reason, nothing of it is left, and the one in use goes on",
  async (_, make, words) => {
    await load(CURRENT);
    const tensors = liveTensors();
    make();
    await load(MADE);
    expect(said.at(-1)).toMatchObject({
      kind: "refused",
      manifestPath: server.manifestOf(MADE),
      message: expect.stringContaining(words),
      isOfModel: !["404", "manifest.schema must be 2", "manifest.input.kind"].includes(words),
    });
    expect(inUse()).toBe(CURRENT);
    expect(liveTensors()).toBe(tensors);
    await hear(models.test("silhouette"));
    expect(said.at(-1)).toMatchObject({ kind: "tested", passed: true });
  },
);

test("a file that is damaged on its way is refused, and taken once it comes whole", async () => {
  publish(MADE, { graph: (text) => `${text} ` }); // one that is not here already
  await load(CURRENT);
  server.faults.set(`${MADE}/model.json`, (response, file) => response.end(file.subarray(0, -1)) !== undefined);
  await load(MADE);
  expect(said.at(-1)).toMatchObject({
    kind: "refused",
    message: expect.stringContaining("not the one that its manifest describes"),
    isOfModel: false,
  });
  server.faults.clear();
  await load(MADE);
  expect(inUse()).toBe(MADE);
});

test("the first model that cannot be had is refused too, and the next load brings it", async () => {
  server.faults.set(`${CURRENT}/group1-shard1of1.bin`, (response) => response.writeHead(502).end() !== undefined);
  await load(CURRENT);
  expect([kinds(), models.pipelineOf("silhouette")]).toEqual([["refused"], null]);
  server.faults.clear();
  await load(CURRENT);
  expect(kinds()).toEqual(["refused", "loaded"]);
});
