// @vitest-environment jsdom
/** A camera that stands still is noticed within a second or so; one that is slow, hidden or held back is not given up. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Interruption, StreamWatch } from "./stream-watch";

let told: (Interruption | null | "dead")[];
let watch: StreamWatch;
const track = { muted: false };

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  track.muted = false;
  watch = new StreamWatch({ onInterrupted: (what) => told.push(what), onDead: () => told.push("dead") });
  watch.start(track);
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
  Reflect.deleteProperty(document, "hidden");
});

/** Frames for so many milliseconds. */
function frames(forMs: number, everyMs = 33): void {
  for (let at = 0; at < forMs; at += everyMs) {
    vi.advanceTimersByTime(everyMs);
    watch.frame();
  }
}

test("frames that come are no news", () => {
  frames(10_000);
  expect(told).toEqual([]);
});

test("none for a second is told once, and that there are some again with the first of them", () => {
  frames(1000);
  vi.advanceTimersByTime(900);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(told).toEqual(["frozen"]);
  frames(100);
  expect(told).toEqual(["frozen", null]);
});

test("a camera that stands still for five seconds is given up once; one that is held back never", () => {
  vi.advanceTimersByTime(20_000);
  expect(told).toEqual(["frozen", "dead"]);
  told.length = 0;
  track.muted = true;
  watch.start(track);
  vi.advanceTimersByTime(20_000);
  expect(told).toEqual(["muted"]);
});

test("a camera of two frames a second does not stand still", () => {
  frames(10_000, 500);
  vi.advanceTimersByTime(1400);
  expect(told).toEqual([]);
});

test("a page that is hidden, or was busy, says nothing of its camera", () => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  vi.advanceTimersByTime(20_000);
  expect(told).toEqual([]);
  Object.defineProperty(document, "hidden", { value: false, configurable: true });
  vi.advanceTimersByTime(900);
  expect(told).toEqual([]);
});

test("what stood still before it was opened anew goes on with its first frame", () => {
  vi.advanceTimersByTime(2000);
  watch.stop();
  watch.start(track);
  watch.frame();
  expect(told).toEqual(["frozen", null]);
});
