// @vitest-environment jsdom
/** A video and an engine's answers in; events, and words on what is wrong, out. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { GestureDetail } from "../recognise/gesture-event";
import { handAt, handManifest, handsAnswer } from "../testing/hands";
import type { Engine, Listener } from "./engine";
import type { Options } from "./options";
import { type ChangeDetail, type ProblemDetail, Watching } from "./watching";

const engine = { manifest: handManifest, reset: () => undefined, listener: null as Listener | null };
let video: HTMLVideoElement;
let returned: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
  video = document.createElement("video");
  document.body.replaceChildren(video);
  returned = [];
});
afterEach(() => vi.useRealTimers()); // the next file shares this world

function watch(options: Options = {}): Watching {
  const watching = new Watching(video, options, (engine) => returned.push(engine));
  watching.start(engine as unknown as Engine);
  return watching;
}

/** Answers of two seconds in which a hand shows a fist with that probability. */
function answer(p: number): void {
  for (let i = 0; i < 60; i++) {
    engine.listener?.onAnswer(handsAnswer(i, handAt(1, "fist", p), handAt(2, "none")), 20);
    vi.advanceTimersByTime(33);
  }
}

test("answers are events on the video, from which they bubble; a name counts from its threshold on", () => {
  const changes: ChangeDetail[] = [];
  const answers: GestureDetail[] = [];
  document.addEventListener("gesturechange", ({ detail }: CustomEventInit<ChangeDetail>) =>
    changes.push(detail as never),
  );
  document.addEventListener("gesture", ({ detail }: CustomEventInit<GestureDetail>) => answers.push(detail as never));
  const careful = watch({ threshold: 0.95 });
  answer(0.9);
  expect(changes).toEqual([]);
  expect(answers.at(-1)).toMatchObject({ steady: "fist", confident: false, modelId: handManifest.id, hands: [{}, {}] });
  careful.stop();
  watch({ threshold: 0.8, twoHands: false });
  answer(0.9);
  expect(changes).toEqual([{ gesture: "fist", before: "none" }]);
  expect(answers.at(-1)).toMatchObject({ confident: true, hands: [{ gesture: "fist" }] });
});

test("a video that never plays is told after ten seconds, once, and is still watched", () => {
  const told: ProblemDetail[] = [];
  watch().on("problem", ({ detail }) => told.push(detail));
  vi.advanceTimersByTime(60_000);
  expect(told.map(({ isOver }) => isOver)).toEqual([false]);
  expect(told[0]?.message).toMatch(/^No picture has come for ten seconds/);
  expect(returned).toEqual([]);
});

test("what ends it is thrown to those who wait, and the engine comes back once", async () => {
  const watching = watch();
  const waiting = watching[Symbol.asyncIterator]().next();
  engine.listener?.onFailed("The recogniser stopped.");
  await expect(waiting).rejects.toThrow("The recogniser stopped.");
  watching.stop();
  expect(returned).toEqual([engine]);
  expect(engine.listener).toBeNull();
});

test("one that is stopped before its engine is there gives that back", () => {
  const watching = new Watching(video, {}, (engine) => returned.push(engine));
  watching.stop();
  watching.start(engine as unknown as Engine);
  expect(returned).toEqual([null, engine]);
});
