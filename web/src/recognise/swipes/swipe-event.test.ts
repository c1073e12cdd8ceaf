// @vitest-environment jsdom
/** Answers of the page in; a `swipe` event and a word on the picture out. */

import { expect, test, vi } from "vitest";
import { openPage } from "../../testing/pages";
import { type SwipeDetail, watchSwipes } from "./swipe-event";

const OPEN = [0, 0.5, 0.8, 1].map((up) => -0.4 - up);

function pointsAt(x: number): [number, number, number][] {
  const flat = [
    [0, 0.6],
    ...Array(4).fill([-0.4, 0.2]),
    ...[-0.35, -0.05, 0.2, 0.42].flatMap((a) => OPEN.map((y) => [a, y])),
  ];
  return flat.map(([dx, dy]) => [80 * (x + dx), 80 * (4 + dy), 0]);
}

test("a swipe is told once and shown for a moment; background mode knows none", () => {
  vi.useFakeTimers();
  openPage("index.html");
  let now = 0;
  watchSwipes(document, () => now);
  const told: SwipeDetail[] = [];
  document.addEventListener("swipe", (event) => told.push((event as CustomEvent<SwipeDetail>).detail));
  const show = (way: string): void => {
    for (let i = 0; i < 40; i++, now += 33) {
      const x = 4 + 2.5 * Math.min(Math.max((i - 10) / 6, 0), 1);
      document.dispatchEvent(
        new CustomEvent("gesture", { detail: { way, totalMs: 5, hands: [{ id: 1, points: pointsAt(x) }] } }),
      );
    }
  };
  show("silhouette");
  expect(told).toEqual([]);
  show("hand");
  expect(told).toEqual([{ movement: "swipe-left", id: 1 }]);
  const word = document.querySelector('.stage .moved[role="status"]');
  expect(word?.textContent).toBe("← Swipe left");
  vi.advanceTimersByTime(1500);
  expect(word?.textContent).toBe("");
  vi.useRealTimers();
});
