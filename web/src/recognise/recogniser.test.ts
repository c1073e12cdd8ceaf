/** The worker's proxy: one frame in flight, the newest wins, nothing is left open. */

import { expose, wrap } from "comlink";
import { beforeEach, expect, test } from "vitest";
import type { FrameImage, FrameReply, FrameRequest, Picture, Reply } from "../shared/messages";
import { soon } from "../testing/soon";
import type { WorkerApi } from "../worker/api";
import { Recogniser } from "./recogniser";

/** Calls that wait until the test answers them: Node has no workers with video frames. */
interface Call {
  readonly name: string;
  readonly given: readonly unknown[];
  readonly answer: (value: unknown) => void;
  readonly refuse: (error: Error) => void;
}

let calls: Call[];
let recogniser: Recogniser;
let replies: [Reply, number][];
let closed: number[];
let now: number;

const recording = new Proxy({} as WorkerApi, {
  get: (_, name: string) => {
    return (...given: unknown[]) => new Promise((answer, refuse) => void calls.push({ name, given, answer, refuse }));
  },
});
const guide = { x: 0, y: 0, width: 2, height: 2 };
const offer = (number: number, arrivedAt = now): void => {
  const picture = { close: () => closed.push(number) } as unknown as Picture;
  recogniser.offer({ number, way: "hand", task: "predict", picture, guide, file: false, still: null }, arrivedAt);
};
const numbers = (): number[] =>
  calls.flatMap(({ name, given }) => (name === "answer" ? [(given[0] as FrameRequest).number] : []));
const asked = (): unknown[] => calls.map(({ name, given }) => [name, ...given]);
/** The worker answers the newest call of this name. */
const reply = async (name: keyof WorkerApi, value: unknown): Promise<void> => {
  calls
    .filter((call) => call.name === name)
    .at(-1)
    ?.answer(value);
  await new Promise((done) => setTimeout(done));
};
const skip = (number: number): Promise<void> => reply("answer", { kind: "skipped", number } satisfies FrameReply);

beforeEach(() => {
  calls = [];
  replies = [];
  closed = [];
  now = 0;
  recogniser = new Recogniser(
    recording,
    (reply, total) => replies.push([reply, total]),
    () => now,
  );
});

test("while one is in flight only the newest waits, and the others are closed", async () => {
  for (const number of [1, 2, 3, 4]) offer(number);
  expect(numbers()).toEqual([1]);
  expect(closed).toEqual([2, 3]);
  await skip(1);
  expect(numbers()).toEqual([1, 4]);
  await skip(4);
  offer(5);
  expect(numbers()).toEqual([1, 4, 5]);
});

test("the total time runs from the arrival of the frame that is answered, also when it had to wait", async () => {
  now = 100;
  offer(1);
  now = 110;
  offer(2);
  now = 130;
  await skip(1);
  now = 145;
  await skip(2);
  expect(replies.map(([, total]) => total)).toEqual([30, 35]);
});

test("a reset closes the frame that waits", async () => {
  offer(1);
  offer(2);
  recogniser.reset();
  expect(closed).toEqual([2]);
  await skip(1);
  expect(numbers()).toEqual([1]);
});

test("a worker that breaks is a failure in words, and so is a frame that it cannot answer", async () => {
  recogniser.fail();
  offer(1);
  calls[0]?.refuse(new Error("This browser cannot read the camera's pixels. Use a recent browser."));
  await soon(() => expect(replies).toHaveLength(2));
  expect(replies.map(([reply]) => reply)).toEqual([
    { kind: "failed", message: "The recogniser stopped. Reload the page." },
    { kind: "failed", message: "This browser cannot read the camera's pixels. Use a recent browser." },
  ]);
});

test("a photo is asked for once a frame, and holds no frame up", async () => {
  offer(1);
  offer(2);
  recogniser.keepFrameImages(true);
  const [first, again] = [recogniser.takeFrameImage(1, 3), recogniser.takeFrameImage(1, 3)];
  expect(asked().slice(1)).toEqual([
    ["keepFrameImages", true, undefined],
    ["takeFrameImage", 1, 3],
  ]);
  const photo: FrameImage = { width: 1, height: 1, bytes: Uint8Array.of(1) };
  await reply("takeFrameImage", photo);
  expect(await Promise.all([first, again])).toEqual([photo, photo]);
  expect([numbers(), replies]).toEqual([[1], []]);
});

test("who waits for a photo of a worker that stopped is told that there is none", async () => {
  const photo = recogniser.takeFrameImage(1, null);
  recogniser.fail();
  expect(await photo).toBeNull();
});

test("a challenger is asked for, and sent away", async () => {
  recogniser.useChallenger("/models/b/manifest.json");
  expect(asked()).toEqual([["useChallenger", "/models/b/manifest.json"]]);
  const taken = { kind: "challenger", manifestPath: "/models/b/manifest.json", manifest: null, problem: "no" };
  await reply("useChallenger", taken);
  expect(replies[0]?.[0]).toEqual(taken);
  recogniser.useChallenger(null);
  expect(asked().at(-1)).toEqual(["useChallenger", null]);
});

test("over Comlink a picture is moved, not copied, progress comes back, and errors cross in words", async () => {
  const { port1, port2 } = new MessageChannel();
  const api = {
    answer: async ({ picture, number }: FrameRequest): Promise<FrameReply> => {
      (picture as unknown as MessagePort).close();
      return { kind: "skipped", number };
    },
    load: async (_: string, onProgress: (loaded: number, total: number) => void) => {
      onProgress(1, 2);
      throw new Error("Try again later.");
    },
  };
  expose(api, port1);
  const remote = new Recogniser(wrap<WorkerApi>(port2), (reply) => replies.push([reply, 0]));
  const picture = new MessageChannel().port1 as unknown as Picture; // like a frame, it can be moved and not copied
  remote.offer({ number: 7, way: "hand", task: "predict", picture, guide, file: false, still: null }, 0);
  remote.load("/models/a/manifest.json");
  await soon(() => expect(replies).toHaveLength(3));
  expect(replies.map(([reply]) => reply)).toEqual(
    expect.arrayContaining([
      { kind: "skipped", number: 7 },
      { kind: "progress", loaded: 1, total: 2 },
      { kind: "failed", message: "Try again later." },
    ]),
  );
  port1.close();
  port2.close();
});
