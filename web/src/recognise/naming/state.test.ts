/** The page's state machine: every event from every state, of both ways. */

import { describe, expect, test } from "vitest";
import type { Way } from "../../shared/messages";
import { nameOf, next, type PageEvent, type Phase, parseWay, type Situation, startOf } from "./state";

const after = (way: Way, ...events: PageEvent[]): Situation => events.reduce(next, startOf(way));
const seeing = after("hand", "hand-ready", "camera-on");
const ready = after("silhouette", "silhouette-ready", "camera-on");
const inPhase = (phase: Phase): Situation => ({ ...ready, phase });

test("the page loads, asks for the camera, then answers: there is no step between", () => {
  expect(nameOf(startOf("hand"))).toBe("loading");
  expect(nameOf(after("hand", "camera-on"))).toBe("loading");
  expect(nameOf(after("hand", "hand-ready"))).toBe("no-camera");
  expect(nameOf(after("hand", "camera-on", "hand-ready"))).toBe("predicting");
  expect(nameOf(seeing)).toBe("predicting");
});

test("in background mode the page asks for the background after the camera", () => {
  expect(nameOf(startOf("silhouette"))).toBe("loading");
  expect(nameOf(after("silhouette", "silhouette-ready"))).toBe("no-camera");
  expect(nameOf(after("silhouette", "camera-on", "silhouette-ready"))).toBe("needs-background");
  expect(nameOf(ready)).toBe("needs-background");
});

test("a way whose model is not there is loading, whatever model there is", () => {
  const entering = next(seeing, "go-silhouette");
  expect([entering.way, nameOf(entering)]).toEqual(["silhouette", "loading"]);
  expect(nameOf(next(entering, "take-background"))).toBe("loading");
  expect(nameOf(next(entering, "silhouette-ready"))).toBe("needs-background");
  expect(nameOf(next(entering, "hand-ready"))).toBe("loading");
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
    expect(nameOf(next(inPhase(phase), "go-silhouette"))).toBe("needs-background");
  });

  test("background mode can be left for hands, which need no background, and entered again", () => {
    const left = next({ ...inPhase(phase), models: ["hand", "silhouette"] }, "go-hand");
    expect([left.way, nameOf(left)]).toEqual(["hand", "predicting"]);
    expect(nameOf(next(left, "go-silhouette"))).toBe("needs-background");
  });

  test("a lost camera needs a new background when it comes back", () => {
    const lost = next(inPhase(phase), "camera-off");
    expect(nameOf(lost)).toBe("no-camera");
    expect(nameOf(next(lost, "camera-on"))).toBe("needs-background");
  });

  test("a failure stays, whatever happens next", () => {
    const failed = next(inPhase(phase), "failed");
    for (const event of ["camera-on", "take-background", "toggle-pause", "silhouette-ready", "go-hand"] as const) {
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

describe("where hands are seen", () => {
  test("answers can be paused", () => {
    const paused = next(seeing, "toggle-pause");
    expect([paused, next(paused, "toggle-pause")].map(nameOf)).toEqual(["paused", "predicting"]);
  });

  test("there is no background to take or to learn", () => {
    for (const event of ["take-background", "countdown-over", "background-learned"] as const) {
      expect(next(seeing, event)).toEqual(seeing);
    }
  });

  test("a lost camera goes on answering when it comes back, also when it was paused", () => {
    const lost = next(next(seeing, "toggle-pause"), "camera-off");
    expect([nameOf(lost), nameOf(next(lost, "camera-on"))]).toEqual(["no-camera", "predicting"]);
  });
});

test("events that come too late change nothing", () => {
  expect(next(inPhase("needs-background"), "countdown-over")).toEqual(inPhase("needs-background"));
  expect(next(inPhase("needs-background"), "background-learned")).toEqual(inPhase("needs-background"));
  expect(next(startOf("silhouette"), "take-background")).toEqual(startOf("silhouette"));
});

test.each([
  [null, "hand"],
  ["", "hand"],
  ["hands", "hand"],
  ["silhouette", "silhouette"],
])("an address with way=%s opens the way of %s", (query, way) => {
  expect(parseWay(query)).toBe(way);
});
