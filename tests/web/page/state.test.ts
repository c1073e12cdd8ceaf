/** The page's state machine: every event from every state. */

import { describe, expect, test } from "vitest";
import { nameOf, next, type PageEvent, type Phase, type Situation, START } from "../../../web/src/page/state";

const after = (...events: PageEvent[]): Situation => events.reduce(next, START);
const ready = after("model-ready", "camera-on");
const inPhase = (phase: Phase): Situation => ({ ...ready, phase });

test("the page loads, asks for the camera, then for the background", () => {
  expect(nameOf(START)).toBe("loading");
  expect(nameOf(after("camera-on"))).toBe("loading");
  expect(nameOf(after("model-ready"))).toBe("no-camera");
  expect(nameOf(after("camera-on", "model-ready"))).toBe("needs-background");
  expect(nameOf(ready)).toBe("needs-background");
});

test("the background is counted down, learned, and used", () => {
  const counting = next(ready, "take-background");
  const learning = next(counting, "countdown-over");
  expect([counting, learning, next(learning, "background-learned")].map(nameOf)).toEqual([
    "counting-down",
    "learning-background",
    "predicting",
  ]);
});

const PHASES: readonly Phase[] = ["needs-background", "counting-down", "learning-background", "predicting", "paused"];

describe.each(PHASES)("in %s", (phase) => {
  test("a new background can be taken and the old one forgotten", () => {
    expect(nameOf(next(inPhase(phase), "take-background"))).toBe("counting-down");
    expect(nameOf(next(inPhase(phase), "forget-background"))).toBe("needs-background");
  });

  test("a lost camera needs a new background when it comes back", () => {
    const lost = next(inPhase(phase), "camera-off");
    expect(nameOf(lost)).toBe("no-camera");
    expect(nameOf(next(lost, "camera-on"))).toBe("needs-background");
  });

  test("a failure stays, whatever happens next", () => {
    const failed = next(inPhase(phase), "failed");
    for (const event of ["camera-on", "take-background", "toggle-pause", "model-ready"] as const) {
      expect(nameOf(next(failed, event))).toBe("error");
    }
  });
});

test.each([
  ["predicting", "paused"],
  ["paused", "predicting"],
  ["needs-background", "needs-background"],
  ["counting-down", "counting-down"],
  ["learning-background", "learning-background"],
] as const)("pausing in %s leads to %s", (from, to) => {
  expect(nameOf(next(inPhase(from), "toggle-pause"))).toBe(to);
});

test("events that come too late change nothing", () => {
  expect(next(inPhase("needs-background"), "countdown-over")).toEqual(inPhase("needs-background"));
  expect(next(inPhase("needs-background"), "background-learned")).toEqual(inPhase("needs-background"));
  expect(next(START, "take-background")).toEqual(START);
});
