// @vitest-environment jsdom
/** Answers of an engine and what a person allows in; samples, and words on why there are none, out. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Api, ApiError } from "../../api/api";
import type { Allowed } from "../../shared/share-messages";
import { handAt, handManifest, handsAnswer } from "../../testing/hands";
import type { Engine } from "../engine";
import { Sharing } from "./sharing";
import { SHARING } from "./words";

type Send = Api["sendSamples"];
const keepFrameImages = vi.fn();
const recogniser = { keepFrameImages, takeFrameImage: async () => null };
const engine = { manifest: handManifest, backend: "WebAssembly", recogniser } as unknown as Engine;
const stored: Send = async (_, samples) =>
  samples.map(({ sample }) => ({ sample_id: sample.sample_id, status: "stored" as const }));
const send = vi.fn<Send>();
const endToken = vi.fn(async () => undefined);
let warned: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-28T10:00:00Z") });
  for (const each of [keepFrameImages, send, endToken]) each.mockClear();
  send.mockImplementation(stored);
  warned = [];
  vi.spyOn(console, "warn").mockImplementation((words) => void warned.push(words));
});
afterEach(() => vi.useRealTimers());

function sharing(level: Allowed["level"] = "shapes", width?: number): Sharing {
  const allowed = { token: "secret", level, until: "2026-11-29T10:00:00Z" };
  return new Sharing(
    "https://gesture.example",
    width,
    async () => allowed,
    () => ({ sendSamples: send, endToken }),
  );
}

/** Shows a gesture that the person has just begun, which is a sample always. */
function show(taker: ReturnType<Sharing["takerOf"]>, number: number, isLive = true): void {
  const answer = handsAnswer(number, handAt(1, "fist", 0.9));
  taker.consider({ answer, totalMs: 20, changed: true, isLive });
}

test("nothing is taken before a person allows it, then what the page takes, without a name", async () => {
  const shared = sharing();
  const taker = shared.takerOf(engine);
  show(taker, 1);
  await vi.advanceTimersByTimeAsync(20_000);
  const { level, until } = await shared.ask();
  expect([level, until.toISOString()]).toEqual(["shapes", "2026-11-29T10:00:00.000Z"]);
  show(taker, 2);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(send).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(11_000);
  expect(send).toHaveBeenCalledTimes(1);
  const [owner, samples] = send.mock.lastCall as Parameters<Send>;
  expect(owner).toBeNull();
  expect(samples.map(({ sample, frameImage }) => [sample.number, sample.reason, frameImage])).toEqual([
    [2, "change", null],
  ]);
});

test("who stops withholds what waits, and has the server forget it", async () => {
  const shared = sharing();
  const taker = shared.takerOf(engine);
  const { stop, ended } = await shared.ask();
  show(taker, 1);
  stop();
  await expect(ended).resolves.toBe(SHARING.stopped);
  show(taker, 2);
  await vi.advanceTimersByTimeAsync(30_000);
  expect([send.mock.calls.length, endToken.mock.calls.length, warned]).toEqual([0, 1, []]);
});

test.each([
  ["it was taken back", SHARING.over, async () => Promise.reject(new ApiError(401, "unknown"))],
  [
    "the account allows less",
    SHARING.less,
    (async (_, samples) =>
      samples.map(({ sample }) => ({
        sample_id: sample.sample_id,
        status: "refused" as const,
        reason: "consent: no shapes may be stored for this account",
      }))) satisfies Send,
  ],
])("it ends by itself where %s", async (_, why, answer) => {
  send.mockImplementation(answer);
  const shared = sharing();
  const view = shared.makeView();
  const taker = shared.takerOf(engine);
  const { ended } = await shared.ask();
  expect(view.shadowRoot?.textContent).toContain("Sharing shapes of your gestures with gesture.example");
  show(taker, 1);
  await vi.advanceTimersByTimeAsync(20_000);
  await expect(ended).resolves.toBe(why);
  expect(warned).toEqual([`gesture-camera: ${why}`]);
  const root = view.shadowRoot;
  expect([root?.querySelector("[role=alert]")?.textContent, root?.querySelector("button")?.textContent]).toEqual([
    why,
    SHARING.share,
  ]);
});

test("nothing of a film is taken, which is told once", async () => {
  const shared = sharing();
  const taker = shared.takerOf(engine);
  await shared.ask();
  for (const number of [1, 2, 3]) show(taker, number, false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect([send.mock.calls, warned]).toEqual([[], [`gesture-camera: ${SHARING.film}`]]);
});

test("pictures are as wide as they may be; without any that is told once", async () => {
  const photos = sharing("photos", 96);
  const taker = photos.takerOf(engine);
  expect(keepFrameImages).not.toHaveBeenCalled();
  await photos.ask();
  expect(keepFrameImages.mock.calls).toEqual([[true, 96]]);
  taker.end();
  expect(keepFrameImages.mock.calls).toEqual([
    [true, 96],
    [false, 96],
  ]);
  const shapes = sharing("shapes", 96);
  for (let i = 0; i < 2; i++) (await shapes.ask()).stop();
  expect(warned).toEqual([`gesture-camera: ${SHARING.noPictures}`]);
});

test("what is allowed after it was disposed is taken back", async () => {
  const shared = sharing();
  const asked = shared.ask();
  shared.dispose();
  await expect((await asked).ended).resolves.toBe(SHARING.stopped);
  expect(endToken).toHaveBeenCalledTimes(1);
});
