/** Guidance in the page's states: one sentence and one button for each, of both ways, for a camera and for a file. */

import { describe, expect, test } from "vitest";
import { adviceInState, settle, sinceWhen } from "./guidance";
import type { PageState } from "./state";

const CAMERA = { way: "hand", file: false } as const;
const BOX = { way: "silhouette", file: false } as const;
const STATES: readonly PageState[] = [
  "loading",
  "no-camera",
  "needs-background",
  "counting-down",
  "learning-background",
  "predicting",
  "paused",
  "error",
];
const OF_HANDS: readonly PageState[] = ["loading", "no-camera", "predicting", "paused", "error"];

describe("states", () => {
  test.each([
    ["background mode", STATES, BOX],
    ["the way of hands", OF_HANDS, CAMERA],
    ["a file in the way of hands", OF_HANDS, { ...CAMERA, file: true }],
  ])("of %s have one sentence of their own each", (_, states, scene) => {
    const words = states.map((state) => adviceInState(state, null, scene).words);
    expect(new Set(words).size).toBe(states.length);
    for (const each of words) expect(each).toMatch(/^[A-Z].{5,90}[.…]$/);
  });

  test("of hands have no step before the first answer and no word of a background", () => {
    const words = OF_HANDS.map((state) => adviceInState(state, null, CAMERA).words).join(" ");
    expect(words).not.toMatch(/background|box/i);
    expect(adviceInState("predicting", null, CAMERA).words).toBe("Hold up a hand.");
  });

  test("a file is looked at, and nobody is asked to hold up anything", () => {
    expect(adviceInState("predicting", null, { ...CAMERA, file: true }).words).toBe("Looking for hands in it …");
    expect(adviceInState("predicting", null, { ...BOX, file: true }).words).toBe("Show a gesture in the box.");
  });

  test("the next button is that of the way from camera to answers", () => {
    expect(STATES.map((state) => adviceInState(state, null, BOX).primary)).toEqual([
      null,
      "start-camera",
      "b",
      null,
      null,
      "p",
      "p",
      "reload",
    ]);
  });

  test("a problem takes the place of the words, not of the button", () => {
    const advice = adviceInState("no-camera", "The camera is blocked. Allow it.", CAMERA);
    expect(advice).toEqual({ words: "The camera is blocked. Allow it.", primary: "start-camera", spoken: true });
  });
});

test("a need is believed once it has held for its own time, and until then the one before", () => {
  const dwell = { a: 0, b: 100 };
  const first = settle(null, "b", 0, dwell, "a" as "a" | "b");
  expect(first).toEqual({ need: "a", at: 0, lately: { need: "b", since: 0 } });
  expect([sinceWhen(first, "b", 50), sinceWhen(first, "a", 50)]).toEqual([0, 50]);
  expect(settle(first, "b", 99, dwell, "a").need).toBe("a");
  expect(settle(first, "b", 100, dwell, "a").need).toBe("b");
});
