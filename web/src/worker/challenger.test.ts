/** A challenger is a head that answers beside the model in use, on the same hands; whatever fails ends only with it. */

import { dirname } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wasmFolder } from "../evaluate/classify";
import type { ChallengerTaken, HandSeen, HandsAnswer } from "../shared/messages";
import { BreakingServer, memoryCache } from "../testing/breaking";
import { currentFolder } from "../testing/current-model";
import { greyFrame } from "../testing/grey-frame";
import { type Faults, SAYS_PEACE, toyFiles } from "../testing/toy-hand-model";
import { FrameImageKeeper } from "./frame/frame-image";
import { Models } from "./models";
import { liveTensors, startBackend } from "./network/backend";

const FOLDER = dirname(currentFolder);
const SILHOUETTES = currentFolder.slice(FOLDER.length + 1);
const [CHAMPION, MADE, OTHER] = ["20261127-70700000", "20261127-70700001", "20261127-70700002"];
const PEACE = 6;
const GUIDE = { x: 0, y: 0, width: 1, height: 1 };

let server: BreakingServer;
let models: Models;
let tensors: number;
beforeEach(async () => {
  await startBackend(wasmFolder());
  server = await new BreakingServer(FOLDER).start();
  models = new Models({
    cache: Promise.resolve(memoryCache().cache),
    photos: new FrameImageKeeper(),
    startBackend: () => startBackend(wasmFolder()),
    betweenFrames: async () => undefined,
    waits: [1],
  });
  publish(CHAMPION);
  await models.load(server.manifestOf(CHAMPION), () => undefined);
  tensors = liveTensors();
});
afterEach(async () => {
  models.modelOf("hand")?.dispose();
  await server.stop();
});

function publish(id: string, faults: Faults = {}): void {
  for (const [name, bytes] of toyFiles(id, faults)) server.files.set(`${id}/${name}`, bytes);
}

const use = (id: string | null): Promise<ChallengerTaken> =>
  models.useChallenger(id === null ? null : server.manifestOf(id));

/** The hands of a white frame, after as many as finding one takes. */
async function see(): Promise<readonly HandSeen[]> {
  const pipeline = models.pipelineOf("hand");
  for (let number = 0; number < 6; number++) {
    const request = {
      way: "hand",
      number,
      task: "predict",
      picture: greyFrame(235),
      guide: GUIDE,
      file: false,
      still: null,
    } as const;
    const answer = (await pipeline?.run(request)) as HandsAnswer | undefined;
    if (answer !== undefined && answer.hands.length > 0) return answer.hands;
  }
  throw new Error("the toy sees nothing");
}

test("its manifest and head are all that is fetched, and from then on it answers on every hand", async () => {
  publish(MADE, { head: SAYS_PEACE });
  for (const { challenger } of await see()) expect(challenger).toBeNull();
  expect(await use(MADE)).toMatchObject({ kind: "challenger", manifest: { id: MADE }, problem: null });
  const asked = server.asked.filter((path) => path.includes(MADE)).map((path) => path.split("/").at(-1));
  expect(asked).toEqual(["manifest.json", "head.json"]);
  for (let frame = 0; frame < 3; frame++) {
    for (const { challenger, probabilities } of await see()) {
      expect(challenger?.[PEACE]).toBeGreaterThan(0.9);
      expect(probabilities[PEACE]).toBeLessThan(0.1);
    }
  }
  expect(await use(null)).toEqual({
    kind: "challenger",
    manifestPath: null,
    manifest: null,
    problem: null,
  });
  for (const { challenger } of await see()) expect(challenger).toBeNull();
  models.reset(); // a search that is under way keeps one
  expect(liveTensors()).toBe(tensors);
});

test.each<[string, string, () => void, string]>([
  ["is gone", MADE, () => undefined, "404"],
  ["is another's", MADE, () => publish(MADE, { manifest: { id: OTHER } }), "the manifest is that of"],
  ["has networks of its own", MADE, () => publish(MADE, { backbone: "another length" }), "it looks at other pictures"],
  ["sees silhouettes", SILHOUETTES, () => undefined, "it looks at other pictures"],
  [
    "has a head of another backbone",
    MADE,
    () => publish(MADE, { head: { backbone: "f".repeat(64) } }),
    "another backbone",
  ],
  [
    "answers other than in training",
    MADE,
    () => publish(MADE, { head: { ...SAYS_PEACE, golden: toyGolden() } }),
    "its head does not answer here as it did in training",
  ],
  [
    "is damaged on its way",
    MADE,
    () => {
      publish(MADE, { head: SAYS_PEACE });
      server.faults.set(`${MADE}/head.json`, (response, file) => response.end(file.subarray(1)) !== undefined);
    },
    "not the one that its manifest describes",
  ],
])("one that %s is not used, with the reason, and the model in use answers as before", async (_, id, make, words) => {
  make();
  expect(await use(id)).toMatchObject({ manifest: null, problem: expect.stringContaining(words) });
  for (const { challenger } of await see()) expect(challenger).toBeNull();
});

test("without a model of hands in use there is nothing to compare with", async () => {
  const fresh = new Models({
    cache: Promise.resolve(memoryCache().cache),
    photos: new FrameImageKeeper(),
    startBackend: () => startBackend(wasmFolder()),
    betweenFrames: async () => undefined,
  });
  publish(MADE, { head: SAYS_PEACE });
  expect(await fresh.useChallenger(server.manifestOf(MADE))).toMatchObject({
    manifest: null,
    problem: expect.stringContaining("other pictures"),
  });
});

test("one that is given up while it is on its way never answers, whatever took its place", async () => {
  publish(MADE, { head: SAYS_PEACE });
  const loading = use(MADE);
  await use(null);
  expect(await loading).toMatchObject({ manifest: null, problem: null });
  expect((await see())[0]?.challenger).toBeNull();
  publish(OTHER);
  const [first, second] = await Promise.all([use(MADE), use(OTHER)]);
  expect([first.manifest, second.manifest?.id]).toEqual([null, OTHER]);
  expect((await see())[0]?.challenger?.[PEACE]).toBeLessThan(0.1);
});

test("another model in use lets go of it, also while it is on its way", async () => {
  publish(MADE, { head: SAYS_PEACE });
  publish(OTHER);
  await use(MADE);
  await models.load(server.manifestOf(OTHER), () => undefined);
  expect((await see())[0]?.challenger).toBeNull();
  const loading = use(MADE);
  await models.load(server.manifestOf(CHAMPION), () => undefined);
  expect(await loading).toMatchObject({ kind: "challenger", problem: null });
  await use(MADE);
  expect((await see())[0]?.challenger?.[PEACE]).toBeGreaterThan(0.9);
});

test("one that never comes keeps no model from loading, nor from being tested", async () => {
  publish(MADE, { head: SAYS_PEACE });
  publish(OTHER);
  server.faults.set(`${MADE}/head.json`, () => true); // no answer
  let isSettled = false;
  void use(MADE).finally(() => {
    isSettled = true;
  });
  expect(await models.load(server.manifestOf(OTHER), () => undefined)).toMatchObject({ kind: "loaded" });
  expect(isSettled).toBe(false);
});

/** What the toy's own head says. */
function toyGolden(): unknown {
  return (JSON.parse(String(toyFiles().get("head.json"))) as { golden: unknown }).golden;
}
