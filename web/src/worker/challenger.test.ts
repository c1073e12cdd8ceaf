/** A real challenger beside a real model in use: it answers the same picture, and whatever fails ends only with it. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wasmFolder } from "../evaluate/classify";
import { mostLikely } from "../shared/gestures";
import { parseManifest, type SilhouetteManifest } from "../shared/manifest";
import type { ChallengerTaken, Compared } from "../shared/messages";
import { BreakingServer, memoryCache } from "../testing/breaking";
import { currentFolder, type Golden, golden } from "../testing/current-model";
import { Challenger, type Champion } from "./challenger";
import { PhotoKeeper } from "./frame/photo";
import { Models } from "./models";
import { liveTensors, startBackend } from "./network/backend";

const FOLDER = dirname(currentFolder);
const CURRENT = currentFolder.slice(FOLDER.length + 1);
const MADE = "20261122-00000000";
const read = (name: string): Buffer => readFileSync(join(currentFolder, name));
const manifest = JSON.parse(read("manifest.json").toString()) as Record<string, unknown>;

let server: BreakingServer;
let champion: Champion | null;
let said: (ChallengerTaken | Compared)[];
let frame: Promise<void>;
let challenger: Challenger;
let tensors: number;
beforeEach(async () => {
  server = await new BreakingServer(FOLDER).start();
  champion = { way: "silhouette", manifest: parseManifest(manifest) as SilhouetteManifest };
  said = [];
  frame = Promise.resolve();
  await startBackend(wasmFolder());
  tensors = liveTensors();
  challenger = new Challenger({
    champion: () => champion,
    betweenFrames: () => frame,
    say: (reply) => said.push(reply),
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

const use = (id: string | null): Promise<void> =>
  challenger.handle({ kind: "challenger", manifestPath: id === null ? null : server.manifestOf(id) });
const compare = (silhouette = new Uint8Array(4096)): Promise<void> =>
  challenger.handle({ kind: "compare", number: 7, silhouette });

test("it gives its golden answers before it is told, and then answers what the network saw", async () => {
  publish();
  await use(MADE);
  expect(said.at(-1)).toMatchObject({ kind: "challenger", manifest: { id: MADE }, problem: null });
  expect(server.asked.some((path) => path.endsWith("golden.json"))).toBe(true);
  await compare();
  const { probabilities } = said.at(-1) as Compared;
  expect(probabilities).toHaveLength(6);
  expect(champion?.manifest.labels[mostLikely(probabilities ?? [])]).toBe("none"); // nothing is there
  await use(null);
  expect(said.at(-1)).toEqual({ kind: "challenger", manifestPath: null, manifest: null, problem: null });
  expect(liveTensors()).toBe(tensors);
  await compare();
  expect(said.at(-1)).toEqual({ kind: "compared", number: 7, probabilities: null });
});

test("a frame that is being answered goes first", async () => {
  await use(CURRENT);
  let answered: () => void = () => undefined;
  frame = new Promise((done) => {
    answered = done;
  });
  const comparing = compare();
  await Promise.resolve();
  expect(said.at(-1)?.kind).toBe("challenger");
  answered();
  await comparing;
  expect(said.at(-1)?.kind).toBe("compared");
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
  await use(MADE);
  expect(said).toMatchObject([{ kind: "challenger", manifest: null, problem: expect.stringContaining(words) }]);
  expect(liveTensors()).toBe(tensors);
});

test("one that is given up while it is on its way is freed when it comes, and not told", async () => {
  publish();
  const loading = use(MADE);
  await use(null);
  await loading;
  expect(said).toMatchObject([{ manifestPath: null, manifest: null }]);
  expect(liveTensors()).toBe(tensors);
});

test("a picture that it cannot take ends it, and says so", async () => {
  await use(CURRENT);
  await compare(new Uint8Array(3));
  expect(said.slice(1)).toMatchObject([
    { kind: "challenger", manifest: null, problem: expect.stringContaining("3 bytes") },
    { kind: "compared", probabilities: null },
  ]);
  expect(liveTensors()).toBe(tensors);
});

test("one that never comes keeps no model from loading, nor from being tested", async () => {
  publish();
  server.faults.set(`${MADE}/model.json`, () => true); // no answer
  void use(MADE);
  const replies: string[] = [];
  const models = new Models({
    cache: Promise.resolve(memoryCache().cache),
    photos: new PhotoKeeper(),
    startBackend: () => startBackend(wasmFolder()),
    betweenFrames: async () => undefined,
    say: ({ kind }) => replies.push(kind),
    waits: [],
  });
  await models.handle({ kind: "load", manifestPath: server.manifestOf(CURRENT) });
  await models.handle({ kind: "test", way: "silhouette" });
  expect(replies.filter((kind) => kind !== "progress")).toEqual(["loaded", "tested"]);
  expect(said).toEqual([]);
  models.modelOf("silhouette")?.dispose();
  await use(null);
});
