/** A model of each way in one worker: each is loaded, tested and replaced by itself, and a new head costs only a head. */

import { dirname } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wasmFolder } from "../evaluate/classify";
import type { Failed, ModelReply, Personalised, Way } from "../shared/messages";
import { BreakingServer, memoryCache } from "../testing/breaking";
import { currentFolder } from "../testing/current-model";
import { goldenOf, SIDE } from "../testing/toy-golden";
import { type Faults, frameWith, toyFiles, toyModelFiles, YELLOW } from "../testing/toy-hand-model";
import { Challenger } from "./challenger";
import { FrameImageKeeper } from "./frame/frame-image";
import { HandModel } from "./hand/model";
import { HandRecogniser } from "./hand/recogniser";
import { Models } from "./models";
import { liveTensors, startBackend } from "./network/backend";

const FOLDER = dirname(currentFolder);
const SILHOUETTES = currentFolder.slice(FOLDER.length + 1);
const [HANDS, OTHER] = ["20261127-70700000", "20261127-70700001"];
/** A head that says peace of everything. */
const OTHER_HEAD = {
  features: ["side"],
  layers: [
    {
      activation: "softmax",
      units: 8,
      kernel: Buffer.from(new Float32Array(8).buffer).toString("base64"),
      bias: Buffer.from(Float32Array.of(0, 0, 0, 0, 0, 0, 5, 0).buffer).toString("base64"),
    },
  ],
};

let server: BreakingServer;
let models: Models;
let said: (ModelReply | Personalised | Failed)[];
beforeEach(async () => {
  await startBackend(wasmFolder());
  server = await new BreakingServer(FOLDER).start();
  said = [];
  models = new Models({
    cache: Promise.resolve(memoryCache().cache),
    photos: new FrameImageKeeper(),
    startBackend: () => startBackend(wasmFolder()),
    betweenFrames: async () => undefined,
    waits: [1],
  });
  publish(HANDS);
});
afterEach(async () => {
  models.modelOf("hand")?.dispose();
  models.modelOf("silhouette")?.dispose();
  await server.stop();
});

/** Publishes the toy as `id`, with the golden answers that it gives, or those with another head. */
function publish(id: string, faults: Faults = {}, goldenHead = faults.head): void {
  let { golden } = faults;
  if (golden === undefined) {
    const model = HandModel.load(toyModelFiles(goldenHead === undefined ? {} : { head: goldenHead }));
    golden = goldenOf(model);
    model.dispose();
  }
  for (const [name, bytes] of toyFiles(id, { ...faults, golden })) server.files.set(`${id}/${name}`, bytes);
}

const hear = async (reply: Promise<ModelReply | Personalised | Failed | null>): Promise<void> => {
  const heard = await reply;
  if (heard !== null) said.push(heard);
};
const load = (id: string): Promise<void> =>
  hear(models.load(server.manifestOf(id), (loaded, total) => said.push({ kind: "progress", loaded, total })));
const inUse = (way: Way): string | undefined => models.modelOf(way)?.manifest.id;
const askedOf = (id: string): (string | undefined)[] =>
  server.asked.filter((path) => path.includes(id)).map((path) => path.split("/").at(-1));

test.each([
  [HANDS, SILHOUETTES],
  [SILHOUETTES, HANDS],
])("a model of each way is there at once, whichever comes first: %s", async (first, second) => {
  await load(first);
  await load(second);
  expect([inUse("hand"), inUse("silhouette")]).toEqual([HANDS, SILHOUETTES]);
  expect(said.filter(({ kind }) => kind !== "progress")).toMatchObject([
    { kind: "loaded", manifest: { id: first }, keepsBackground: true },
    { kind: "loaded", manifest: { id: second }, keepsBackground: true },
  ]);
  expect(said.filter(({ kind }) => kind === "progress").length).toBeGreaterThan(2);
});

test("frames of a way without a model have nowhere to go", async () => {
  expect([models.pipelineOf("hand"), models.pipelineOf("silhouette")]).toEqual([null, null]);
  await load(HANDS);
  expect(models.pipelineOf("hand")).not.toBeNull();
  expect(models.pipelineOf("silhouette")).toBeNull();
});

test("the golden answers are fetched when they are asked for, of the way that is asked for", async () => {
  await load(HANDS);
  await load(SILHOUETTES);
  expect(askedOf(HANDS)).not.toContain("golden.json");
  await hear(models.test("hand"));
  expect(said.at(-1)).toMatchObject({ kind: "tested", way: "hand", frames: 3, passed: true });
  await hear(models.test("silhouette"));
  expect(said.at(-1)).toMatchObject({ kind: "tested", way: "silhouette", frames: 8, passed: true });
});

test("a new head is all that is fetched when a model has another one, with its golden answers", async () => {
  await load(HANDS);
  await load(SILHOUETTES);
  const tensors = liveTensors();
  const { network } = models.modelOf("hand") as HandModel;
  publish(OTHER, { head: OTHER_HEAD });
  await load(OTHER);
  expect([inUse("hand"), inUse("silhouette")]).toEqual([OTHER, SILHOUETTES]);
  expect((models.modelOf("hand") as HandModel).network).toBe(network); // nor is it built again
  expect(askedOf(OTHER).sort()).toEqual(["golden.json", "head.json", "manifest.json"]);
  expect(said.at(-1)).toMatchObject({ kind: "loaded", keepsBackground: true });
  expect(liveTensors()).toBe(tensors);
  await load(HANDS); // back again: everything is still here
  expect(inUse("hand")).toBe(HANDS);
  expect(askedOf(HANDS).filter((name) => name === "backbone.bin")).toHaveLength(1);
});

test.each<[string, Faults, string]>([
  ["belongs to another backbone", { head: { backbone: "f".repeat(64) }, golden: {} }, "another backbone"],
  ["has weights of another length", { backbone: "another length", golden: {} }, "the manifest asks for 69"],
  ["has weights that are no numbers", { backbone: "no numbers", golden: {} }, "the backbone gives no numbers"],
  ["answers other than in training", { head: OTHER_HEAD }, "3 other names"],
  [
    "is of an older schema",
    { manifest: { schema: 1 }, golden: {} },
    "manifest.schema must be 2: train the model again",
  ],
])("one that %s is refused with the reason, and the one in use goes on", async (_, faults, words) => {
  await load(HANDS);
  const tensors = liveTensors();
  publish(OTHER, faults, {});
  await load(OTHER);
  expect(said.at(-1)).toMatchObject({ kind: "refused", message: expect.stringContaining(words) });
  expect([inUse("hand"), liveTensors()]).toEqual([HANDS, tensors]);
});

test("a reset reaches the models of both ways", async () => {
  await load(HANDS);
  await load(SILHOUETTES);
  const reset: Way[] = [];
  for (const way of ["hand", "silhouette"] as const) {
    Object.assign(models.pipelineOf(way) as object, { reset: () => reset.push(way) });
  }
  models.reset();
  expect(reset).toEqual(["hand", "silhouette"]);
});

test("a challenger of hands is a head on the backbone in use: it is compared on what that saw", async () => {
  await load(HANDS);
  const tensors = liveTensors();
  const challenger = new Challenger({
    champion: (way) => models.modelOf(way),
    betweenFrames: async () => undefined,
    waits: [1],
  });
  publish(OTHER, { head: OTHER_HEAD });
  expect(await challenger.use(server.manifestOf(OTHER))).toMatchObject({
    kind: "challenger",
    manifest: { id: OTHER },
    problem: null,
  });
  expect(askedOf(OTHER).sort()).toEqual(["golden.json", "head.json", "manifest.json"]);
  const recogniser = new HandRecogniser(models.modelOf("hand") as HandModel);
  const [hand] = recogniser.seeStill(frameWith([{ x: 1, y: 2, colour: YELLOW }]), SIDE, SIDE).hands;
  if (hand === undefined) throw new Error("the toy sees nothing");
  const probabilities = await challenger.compare({ hand });
  expect(probabilities?.[6]).toBeGreaterThan(0.9); // peace, whatever is shown
  expect(await challenger.compare({ silhouette: new Uint8Array(4096) })).toBeNull();
  await challenger.use(null);
  expect(liveTensors()).toBe(tensors); // the champion's networks are still its own
  expect(recogniser.see(frameWith([{ x: 1, y: 2 }]), SIDE, SIDE, 500).hands).toHaveLength(1);
});

test("a challenger on another backbone, or without a champion of its way, looks at other pictures", async () => {
  await load(HANDS);
  const challenger = new Challenger({
    champion: (way) => models.modelOf(way),
    betweenFrames: async () => undefined,
    waits: [1],
  });
  publish(OTHER, { backbone: "another length", golden: {} });
  for (const id of [OTHER, SILHOUETTES]) {
    const taken = await challenger.use(server.manifestOf(id));
    expect(taken).toMatchObject({ manifest: null, problem: expect.stringContaining("other pictures") });
  }
});
