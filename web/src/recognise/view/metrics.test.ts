/** The metrics in the details: means of half a second, each beside its own name, with its unit. */

import { expect, test } from "vitest";
import type { Milliseconds, Probability } from "../../shared/gestures";
import { type Measured, Metrics } from "./metrics";

const ms = (value: number): Milliseconds => value as Milliseconds;
const measured = (inferenceMs: number): Measured => ({
  answer: {
    way: "silhouette",
    inferenceMs: ms(inferenceMs),
    cameraMs: ms(0.5),
    silhouetteMs: ms(1.25),
    noise: 0.021 as Probability,
  },
  totalMs: 3,
  drawMs: 0.2,
  fps: 30,
});

test("the first answer is told at once, then the mean of each half second", () => {
  const told: [string, string][] = [];
  const metrics = new Metrics({ set: (name, text) => told.push([name, text]) });
  metrics.note(measured(9), 0);
  expect(told).toEqual([
    ["fps", "30.0"],
    ["camera-ms", "0.5 ms"],
    ["inference-ms", "9.0 ms"],
    ["draw-ms", "0.2 ms"],
    ["total-ms", "3.0 ms"],
    ["silhouette-ms", "1.3 ms"],
    ["noise", "2.1 %"],
  ]);
  told.length = 0;
  metrics.note(measured(1), 250);
  expect(told).toEqual([]);
  metrics.note(measured(2), 500);
  expect(told).toContainEqual(["inference-ms", "1.5 ms"]);
});

test("where hands are seen there is no silhouette and no noise; what was measured of the other way goes", () => {
  const told = new Map<string, string>();
  const metrics = new Metrics({ set: (name, text) => told.set(name, text) });
  metrics.note(measured(9), 0);
  metrics.clear();
  expect(new Set(told.values())).toEqual(new Set(["–"]));
  const answer = { way: "hand", inferenceMs: ms(4), cameraMs: ms(0.5), findMs: ms(2) } as const;
  metrics.note({ answer, totalMs: 8, drawMs: 1, fps: 30 }, 10);
  expect(["find-ms", "inference-ms", "silhouette-ms", "noise"].map((name) => told.get(name))).toEqual([
    "2.0 ms",
    "4.0 ms",
    "–",
    "–",
  ]);
});
