/** What can wait: it comes after the first seconds, when the browser has time; and who saves data is asked. */

import { afterEach, expect, test, vi } from "vitest";
import { savesData, whenIdle } from "./idle";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a step waits for the first seconds, and then until the browser has time", () => {
  vi.useFakeTimers();
  const idle: (() => void)[] = [];
  vi.stubGlobal("requestIdleCallback", (go: () => void) => idle.push(go));
  let done = 0;
  whenIdle(() => done++);
  vi.advanceTimersByTime(3_900);
  expect(idle).toHaveLength(0);
  vi.advanceTimersByTime(200);
  expect([idle.length, done]).toEqual([1, 0]);
  idle[0]?.();
  expect(done).toBe(1);
});

test("where the browser does not say when it has time, the seconds are enough", () => {
  vi.useFakeTimers();
  vi.stubGlobal("requestIdleCallback", undefined);
  let done = 0;
  whenIdle(() => done++);
  vi.advanceTimersByTime(4_100);
  expect(done).toBe(1);
});

test.each([
  [{}, false],
  [{ connection: {} }, false],
  [{ connection: { saveData: false } }, false],
  [{ connection: { saveData: true } }, true],
])("%j asks to save data: %s", (browser, expected) => {
  expect(savesData(browser)).toBe(expected);
});
