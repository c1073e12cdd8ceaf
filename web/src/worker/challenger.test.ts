/** A real challenger beside a real model in use: it answers the same picture, and whatever fails ends only with it. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wasmFolder } from "../evaluate/classify";
import { mostLikely } from "../shared/gestures";
import { parseManifest, type SilhouetteManifest } from "../shared/manifest";
import type { ChallengerTaken } from "../shared/messages";
import { BreakingServer, memoryCache } from "../testing/breaking";
import { currentFolder, type Golden, golden } from "../testing/current-model";
import { Challenger, type Champion } from "./challenger";
import { FrameImageKeeper } from "./frame/frame-image";
import { Models } from "./models";
import { liveTensors, startBackend } from "./network/backend";

const FOLDER = dirname(currentFolder);
const CURRENT = currentFolder.slice(FOLDER.length + 1);
const MADE = "20261122-00000000";
const read = (name: string): Buffer => readFileSync(join(currentFolder, name));
const manifest = JSON.parse(read("manifest.json").toString()) as Record<string, unknown>;

let server: BreakingServer;
let champion: Champion | null;
let frame: Promise<void>;
let challenger: Challenger;
let tensors: number;
beforeEach(async () => {
  server = await new BreakingServer(FOLDER).start();
  champion = { way: "silhouette", manifest: parseManifest(manifest) as SilhouetteManifest };
  frame = Promise.resolve();
  await startBackend(wasmFolder());
  tensors = liveTensors();
  challenger = new Challenger({
    champion: () => champion,
    betweenFrames: () => frame,
    waits: [1],
  });
});
afterEach(async () => {
  await use(null);
  await server.stop();
});

/** Publishes the current model as `MADE`, changed; all hashes are right. */
function publish(changes: object = {}, golden: Buffer = read("golden.json")): void {
  server.files.set(`${MADE}/golden.json`, golden);
  const files = (manifest.files as { path: string }[]).map((file) => {
    const bytes = file.path === "golden.json" ? golden : read(file.path);
    server.files.set(`${MADE}/${file.path}`, bytes);
    return { ...file, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  });
  server.files.set(`${MADE}/manifest.json`, Buffer.from(JSON.stringify({ ...manifest, id: MADE, files, ...changes })));
}

const use = (id: string | null): Promise<ChallengerTaken> => challenger.use(id === null ? null : server.manifestOf(id));
const compare = (silhouette = new Uint8Array(4096)): Promise<Float32Array | null> => challenger.compare({ silhouette });

test("it gives its golden answers before it is told, and then answers what the network saw", async () => {
  publish();
  expect(await use(MADE)).toMatchObject({ kind: "challenger", manifest: { id: MADE }, problem: null });
  expect(server.asked.some((path) => path.endsWith("golden.json"))).toBe(true);
  const probabilities = await compare();
  expect(probabilities).toHaveLength(6);
  expect(champion?.manifest.labels[mostLikely(probabilities ?? [])]).toBe("none"); // nothing is there
  expect(await use(null)).toEqual({ kind: "challenger", manifestPath: null, manifest: null, problem: null });
  expect(liveTensors()).toBe(tensors);
  expect(await compare()).toBeNull();
});

test("a frame that is being answered goes first", async () => {
  await use(CURRENT);
  let answered: () => void = () => undefined;
  frame = new Promise((done) => {
    answered = done;
  });
  let isCompared = false;
  const comparing = compare().finally(() => {
    isCompared = true;
  });
  await new Promise((later) => setTimeout(later));
  expect(isCompared).toBe(false);
  answered();
  expect(await comparing).toHaveLength(6);
});

const reversed = (): Buffer => {
  const frames = (each: Golden["cases"][number]) =>
    each.frames.map((one) => ({ ...one, probabilities: [...one.probabilities].reverse() }));
  const cases = golden.cases.map((each) => ({ ...each, frames: frames(each) }));
  return Buffer.from(JSON.stringify({ ...golden, cases }));
};

test.each<[string, () => void, string]>([
  ["is gone", () => undefined, "404"],
  ["is another's", () => publish({ id: "20261122-99999999" }), "the manifest is that of"],
  ["answers other than in training", () => publish({}, reversed()), "does not answer here as it did in training"],
  [
    "is damaged on its way",
    () => {
      publish();
      server.faults.set(`${MADE}/model.json`, (response, file) => response.end(file.subarray(1)) !== undefined);
    },
    "not the one that its manifest describes",
  ],
  [
    "looks at the background in another way",
    () => publish({ silhouette: { ...(manifest.silhouette as object), learn_frames: 60 } }),
    "it looks at other pictures",
  ],
])("one that %s is not used, with the reason, and nothing of it is left", async (_, make, words) => {
  make();
  expect(await use(MADE)).toMatchObject({ manifest: null, problem: expect.stringContaining(words) });
  expect(liveTensors()).toBe(tensors);
});

test("one that is given up while it is on its way is freed when it comes", async () => {
  publish();
  const loading = use(MADE);
  await use(null);
  expect(await loading).toMatchObject({ manifest: null, problem: null });
  expect(liveTensors()).toBe(tensors);
});

test("a picture that it cannot take ends it, and says so", async () => {
  await use(CURRENT);
  await expect(compare(new Uint8Array(3))).rejects.toThrow("3 bytes");
  expect(await compare()).toBeNull();
  expect(liveTensors()).toBe(tensors);
});

test("one that never comes keeps no model from loading, nor from being tested", async () => {
  publish();
  server.faults.set(`${MADE}/model.json`, () => true); // no answer
  let isSettled = false;
  void use(MADE).finally(() => {
    isSettled = true;
  });
  const models = new Models({
    cache: Promise.resolve(memoryCache().cache),
    photos: new FrameImageKeeper(),
    startBackend: () => startBackend(wasmFolder()),
    betweenFrames: async () => undefined,
    waits: [],
  });
  expect(await models.load(server.manifestOf(CURRENT), () => undefined)).toMatchObject({ kind: "loaded" });
  expect(await models.test("silhouette")).toMatchObject({ kind: "tested" });
  expect(isSettled).toBe(false);
  models.modelOf("silhouette")?.dispose();
  await use(null);
});
