/** The worker's proxy: one frame in flight, the newest wins, nothing is left open. */

import { beforeEach, expect, test, vi } from "vitest";
import type { Picture, Reply, Request } from "../shared/messages";
import { type Channel, Recogniser } from "./recogniser";

/** Node has no workers with video frames: this end of the channel only writes down what it gets. */
class Recording implements Channel {
  readonly sent: Request[] = [];
  readonly transferred: Transferable[][] = [];
  private onMessage: (event: MessageEvent<Reply>) => void = () => undefined;
  private onError: (event: ErrorEvent) => void = () => undefined;

  postMessage(message: Request, transfer: Transferable[]): void {
    this.sent.push(message);
    this.transferred.push(transfer);
  }

  addEventListener(type: "message" | "error", listener: (event: never) => void): void {
    if (type === "message") this.onMessage = listener as typeof this.onMessage;
    else this.onError = listener as typeof this.onError;
  }

  reply(data: Reply): void {
    this.onMessage({ data } as MessageEvent<Reply>);
  }

  break(): void {
    this.onError({ preventDefault: () => undefined } as ErrorEvent);
  }
}

let channel: Recording;
let recogniser: Recogniser;
let replies: [Reply, number][];
let closed: number[];
let now: number;

const guide = { x: 0, y: 0, width: 2, height: 2 };
const offer = (number: number, arrivedAt = now): void => {
  const picture = { close: () => closed.push(number) } as unknown as Picture;
  recogniser.offer({ number, way: "hand", task: "predict", picture, guide }, arrivedAt);
};
const numbers = (): number[] => channel.sent.flatMap((request) => (request.kind === "frame" ? [request.number] : []));

beforeEach(() => {
  channel = new Recording();
  replies = [];
  closed = [];
  now = 0;
  recogniser = new Recogniser(
    channel,
    (reply, total) => replies.push([reply, total]),
    () => now,
  );
});

test("a frame goes at once and its picture is moved, not copied", () => {
  offer(1);
  expect(numbers()).toEqual([1]);
  expect(channel.transferred[0]).toHaveLength(1);
});

test("while one is in flight only the newest waits, and the others are closed", () => {
  for (const number of [1, 2, 3, 4]) offer(number);
  expect(numbers()).toEqual([1]);
  expect(closed).toEqual([2, 3]);
  channel.reply({ kind: "skipped", number: 1 });
  expect(numbers()).toEqual([1, 4]);
  channel.reply({ kind: "skipped", number: 4 });
  offer(5);
  expect(numbers()).toEqual([1, 4, 5]);
});

test("the total time runs from the arrival of the frame that is answered, also when it had to wait", () => {
  now = 100;
  offer(1);
  now = 110;
  offer(2);
  now = 130;
  channel.reply({ kind: "skipped", number: 1 });
  now = 145;
  channel.reply({ kind: "skipped", number: 2 });
  expect(replies.map(([, total]) => total)).toEqual([30, 35]);
});

test("a reset closes the frame that waits", () => {
  offer(1);
  offer(2);
  recogniser.reset();
  expect(closed).toEqual([2]);
  channel.reply({ kind: "skipped", number: 1 });
  expect(numbers()).toEqual([1]);
});

test("a worker that breaks is a failure in words", () => {
  channel.break();
  expect(replies[0]?.[0]).toEqual({ kind: "failed", message: "The recogniser stopped. Reload the page." });
});

test("a photo is asked for once a frame, and holds no frame up", async () => {
  offer(1);
  offer(2);
  recogniser.allowPhotos(true);
  const [first, again] = [recogniser.takePhoto(1), recogniser.takePhoto(1)];
  expect(channel.sent.slice(1)).toEqual([
    { kind: "photos", on: true },
    { kind: "photo", number: 1 },
  ]);
  const photo = { width: 1, height: 1, bytes: Uint8Array.of(1) };
  channel.reply({ kind: "photo", number: 1, photo });
  expect(await Promise.all([first, again])).toEqual([photo, photo]);
  expect([numbers(), replies]).toEqual([[1], []]);
});

test("who waits for a photo of a worker that stopped is told that there is none", async () => {
  const photo = recogniser.takePhoto(1);
  channel.break();
  expect(await photo).toBeNull();
});

test("what a challenger says of a frame comes to whoever asked, once, and null when the worker breaks", async () => {
  const silhouette = Uint8Array.of(1, 2);
  const both = [recogniser.compare(4, { silhouette }), recogniser.compare(4, { silhouette })];
  expect(channel.sent).toEqual([{ kind: "compare", number: 4, silhouette }]);
  expect(channel.transferred).toEqual([[]]); // the page still shows it
  const probabilities = Float32Array.of(1);
  channel.reply({ kind: "compared", number: 4, probabilities });
  expect(await Promise.all(both)).toEqual([probabilities, probabilities]);
  const waiting = recogniser.compare(5, { silhouette });
  channel.break();
  expect(await waiting).toBeNull();
  expect(replies.map(([{ kind }]) => kind)).toEqual(["failed"]);
});

test("a challenger that does not answer keeps nobody waiting for longer than two seconds", async () => {
  vi.useFakeTimers();
  const waiting = recogniser.compare(4, { silhouette: Uint8Array.of(1) });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await waiting).toBeNull();
  vi.useRealTimers();
});

test("a challenger is asked for, and sent away", () => {
  recogniser.useChallenger("/models/b/manifest.json");
  recogniser.useChallenger(null);
  expect(channel.sent.map((request) => request.kind === "challenger" && request.manifestPath)).toEqual([
    "/models/b/manifest.json",
    null,
  ]);
});
