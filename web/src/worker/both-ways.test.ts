/** A model of each way in one worker: each is loaded, tested and replaced by itself, and a new head costs only a head. */

import { dirname } from "node:path";
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { wasmFolder } from "../evaluate/classify";
import type { Failed, ModelReply, OwnExample, Personalised, Way } from "../shared/messages";
import { BreakingServer, memoryCache } from "../testing/breaking";
import { currentFolder } from "../testing/current-model";
import { greyFrame } from "../testing/grey-frame";
import { numbersOf } from "../testing/own";
import { goldenOf, SIDE } from "../testing/toy-golden";
import { type Faults, frameWith, SAYS_PEACE, toyFiles, toyModelFiles } from "../testing/toy-hand-model";
import { FrameImageKeeper } from "./frame/frame-image";
import { HandModel } from "./hand/model";
import { Models } from "./models";
import { liveTensors, startBackend } from "./network/backend";

const FOLDER = dirname(currentFolder);
const SILHOUETTES = currentFolder.slice(FOLDER.length + 1);
const [HANDS, OTHER] = ["20261127-70700000", "20261127-70700001"];
/** What the toy's own head says. */
const GOLDEN = (JSON.parse(String(toyFiles().get("head.json"))) as { golden: object[] }).golden;
const goldenOfNothing = {
  tolerance: { points: 0.01, probabilities: 0.02 },
  cases: [
    {
      width: SIDE,
      height: SIDE,
      rgba: deflateSync(frameWith([{ x: 1, y: 2 }], SIDE)).toString("base64"),
      hands: [],
    },
  ],
};

/** What the toy's head tells own gestures apart by: seven inputs, three dimensions. */
const METRIC = {
  kernel: Buffer.from(new Int8Array(21).fill(1).buffer).toString("base64"),
  scales: Buffer.from(Float32Array.of(1, 1, 1).buffer).toString("base64"),
  poses: Buffer.from(new Int8Array(3).buffer).toString("base64"),
  pose_step: 1,
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

/** Publishes the toy as `id`, with the golden answers that it gives. */
function publish(id: string, faults: Faults = {}): void {
  let { golden } = faults;
  if (golden === undefined) {
    const model = HandModel.load(toyModelFiles(faults.head === undefined ? {} : { head: faults.head }));
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

describe("a background", () => {
  const learn = async (luma: number, file = false): Promise<unknown[]> => {
    const guide = { x: 0, y: 0, width: 48, height: 48 };
    const replies: unknown[] = [];
    for (let number = 0; number < 12; number++) {
      const picture = greyFrame(luma);
      const reply = await models
        .pipelineOf("silhouette")
        ?.run({ way: "silhouette", task: "learn", number, picture, guide, file, still: null });
      replies.push(reply?.kind === "learned" ? (reply.trouble ?? reply.progress > 0) : reply?.kind);
    }
    return replies;
  };

  test("is not taken while a hand is in the box, and taken when it has gone", async () => {
    await load(HANDS);
    await load(SILHOUETTES);
    expect((await learn(235)).at(-1)).toBe("hand"); // white is red too
    expect((await learn(30)).at(-1)).toBe(true);
  });

  test("is taken where nobody can tell hands, and of a file as it is", async () => {
    await load(SILHOUETTES);
    expect(await learn(235)).toEqual(Array(12).fill(true));
    models.reset();
    await load(HANDS);
    expect(await learn(16, true)).toEqual(Array(12).fill(true));
    models.reset();
    expect(await learn(16)).toEqual(Array(12).fill("black"));
  });
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

test("a new head is all that is fetched when a model has another one: no networks and no frames", async () => {
  await load(HANDS);
  await load(SILHOUETTES);
  const tensors = liveTensors();
  const { network } = models.modelOf("hand") as HandModel;
  publish(OTHER, { head: SAYS_PEACE });
  await load(OTHER);
  expect([inUse("hand"), inUse("silhouette")]).toEqual([OTHER, SILHOUETTES]);
  expect((models.modelOf("hand") as HandModel).network).toBe(network); // nor is it built again
  expect(askedOf(OTHER).sort()).toEqual(["head.json", "manifest.json"]);
  expect(said.at(-1)).toMatchObject({ kind: "loaded", keepsBackground: true, isTested: false });
  expect(liveTensors()).toBe(tensors);
  await hear(models.test("hand")); // the frames can still be compared, with the head in use
  expect(said.at(-1)).toMatchObject({ kind: "tested", way: "hand", passed: true });
  await load(HANDS); // back again: everything is still here
  expect(inUse("hand")).toBe(HANDS);
  expect(askedOf(HANDS).filter((name) => name === "backbone.bin")).toHaveLength(1);
});

test("a model with other networks must give its golden answers on frames first", async () => {
  await load(HANDS);
  publish(OTHER, { manifest: { finder: { graph: "finder.json", side: 32, score: 0.4, flops: 1 } } });
  await load(OTHER);
  expect(askedOf(OTHER)).toContain("golden.json");
  expect(said.at(-1)).toMatchObject({ kind: "loaded", isTested: true });
});

test.each<[string, Faults, string]>([
  ["belongs to another backbone", { head: { backbone: "f".repeat(64) }, golden: {} }, "another backbone"],
  ["has weights of another length", { backbone: "another length", golden: {} }, "the manifest asks for 69"],
  ["has weights that are no numbers", { backbone: "no numbers", golden: {} }, "the backbone gives no numbers"],
  [
    "has a head that answers other than in training",
    { head: { ...SAYS_PEACE, golden: GOLDEN }, golden: {} },
    "its head does not answer here as it did in training: probabilities up to 0.9",
  ],
  ["has a head with none", { head: { golden: [] }, golden: {} }, "head.golden must be a list that is not empty"],
  [
    "answers other than in training",
    { manifest: { finder: { graph: "finder.json", side: 32, score: 0.4, flops: 1 } }, golden: goldenOfNothing },
    "1 other numbers of hands",
  ],
  [
    "is of an older schema",
    { manifest: { schema: 1 }, golden: {} },
    "manifest.schema must be 2: train the model again",
  ],
])("one that %s is refused with the reason, and the one in use goes on", async (_, faults, words) => {
  await load(HANDS);
  const tensors = liveTensors();
  publish(OTHER, faults);
  await load(OTHER);
  expect(said.at(-1)).toMatchObject({ kind: "refused", message: expect.stringContaining(words) });
  expect([inUse("hand"), liveTensors()]).toEqual([HANDS, tensors]);
});

test("own examples are for the model of hands in use; a new model goes without them until they are sent again", async () => {
  const examples = [0, 1, 2].map((pose): OwnExample => ({ of: "own-1a2b3c4d", hand: numbersOf(pose) }));
  await hear(models.personalise(examples));
  expect(said.at(-1)).toEqual({ kind: "personal", own: [], problem: null });
  await load(HANDS);
  await hear(models.personalise(examples));
  expect(said.at(-1)).toMatchObject({ kind: "personal", own: [], problem: expect.stringContaining("a newer one") });
  publish(OTHER, { head: { metric: METRIC } });
  await load(OTHER);
  await hear(models.personalise(examples));
  expect(said.at(-1)).toEqual({ kind: "personal", own: ["own-1a2b3c4d"], problem: null });
  await hear(models.personalise([{ of: "fist", hand: new Uint8Array(12) }]));
  expect(said.at(-1)).toEqual({ kind: "personal", own: [], problem: expect.any(String) });
  await hear(models.personalise([]));
  expect(said.at(-1)).toEqual({ kind: "personal", own: [], problem: null });
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
