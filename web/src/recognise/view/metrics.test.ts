/** The metrics in the details: means of half a second, each beside its own name, with its unit. */

import { expect, test } from "vitest";
import type { Milliseconds } from "../../shared/gestures";
import { type Measured, Metrics } from "./metrics";

const ms = (value: number): Milliseconds => value as Milliseconds;
const measured = (cameraMs: number): Measured => ({
  answer: { way: "silhouette", cameraMs: ms(cameraMs), silhouetteMs: ms(1.25) },
  drawMs: 0.2,
});

test("the first answer is told at once, then the mean of each half second", () => {
  const told: [string, string][] = [];
  const metrics = new Metrics({ set: (name, text) => told.push([name, text]) });
  metrics.note(measured(9), 0);
  expect(told).toEqual([
    ["camera-ms", "9.0 ms"],
    ["draw-ms", "0.2 ms"],
    ["silhouette-ms", "1.3 ms"],
  ]);
  told.length = 0;
  metrics.note(measured(1), 250);
  expect(told).toEqual([]);
  metrics.note(measured(2), 500);
  expect(told).toContainEqual(["camera-ms", "1.5 ms"]);
});

test("where hands are seen there is no silhouette; what was measured of the other way goes", () => {
  const told = new Map<string, string>();
  const metrics = new Metrics({ set: (name, text) => told.set(name, text) });
  metrics.note(measured(9), 0);
  metrics.clear();
  expect(new Set(told.values())).toEqual(new Set(["–"]));
  metrics.note({ answer: { way: "hand", cameraMs: ms(0.5), findMs: ms(2) }, drawMs: 1 }, 10);
  expect(["find-ms", "silhouette-ms"].map((name) => told.get(name))).toEqual(["2.0 ms", "–"]);
});
