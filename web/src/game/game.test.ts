// @vitest-environment jsdom
/** The game on the page's own HTML: turns by the clock, skipping, stopping, a page without answers, and results. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PromptResult } from "../recognise/labelling";
import { type Gesture, isLabel, type Label, WORDS } from "../shared/gestures";
import { openPage } from "../testing/pages";
import { Game } from "./game";

const TURN_MS = 2000 + 1000 + 900;
const GESTURES = ["closed_palm", "fist", "l", "open_palm", "thumbs_up"] as const;
const TURNS = 10;

let prompted: Gesture[];
let result: PromptResult;
let over: Promise<void>;

beforeEach(() => {
  vi.useFakeTimers();
  openPage("index.html");
  document.body.dataset.state = "predicting";
  prompted = [];
  result = "taken";
  const prompt = (gesture: Gesture): PromptResult => {
    prompted.push(gesture);
    return result;
  };
  over = new Game(document, { prompt }, GESTURES, () => 0.5).play();
});

afterEach(() => vi.useRealTimers());

const game = (): HTMLElement => document.getElementById("game") as HTMLElement;
const text = (selector: string): string => game().querySelector(selector)?.textContent ?? "";
const press = (words: string): void =>
  Array.from(game().querySelectorAll("button"))
    .find((each) => each.textContent === words)
    ?.click();
const asked = (): Label => game().querySelector<HTMLElement>(".picture")?.dataset.gesture as Label;

/** The page names `steady` ten times a second. */
async function name(steady: Label, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    document.dispatchEvent(new CustomEvent("gesture", { detail: { steady } }));
    await vi.advanceTimersByTimeAsync(100);
  }
}

describe("a turn", () => {
  test("asks in words and by a picture, counts down, and only then looks", async () => {
    expect(isLabel(asked())).toBe(true);
    expect(text("h2")).toBe(`Show: ${WORDS[asked()]}`);
    expect([text(".hint"), text(".game-status")]).toEqual(["Turn 1 of 10", "2"]);
    await name("none", 2000);
    expect([prompted, text(".game-status")]).toEqual([[], "Hold it"]);
    const gesture = asked();
    await name(gesture, 1000);
    expect(new Set(prompted)).toEqual(new Set([gesture]));
    expect(prompted.length).toBeGreaterThanOrEqual(4);
    expect(prompted.length).toBeLessThanOrEqual(7);
    expect([text(".game-status"), text(".game-score")]).toEqual(["Right", "1 right"]);
    await name(gesture, 900);
    await name(asked(), 3000);
    expect(text(".game-score")).toBe("2 right · 2 in a row");
  });

  test("that was named otherwise says what was seen", async () => {
    await name("none", 3000);
    expect([text(".game-status"), text(".game-score")]).toEqual(["I saw: no gesture", "0 right"]);
  });

  test("can be skipped, and counts for nothing", async () => {
    const first = asked();
    press("Skip");
    await vi.advanceTimersByTimeAsync(0);
    expect(text(".hint")).toBe("Turn 2 of 10");
    expect(asked()).not.toBe(first);
    press("Stop");
    await over;
    expect([text("h2"), prompted]).toEqual(["The game is over.", []]);
  });
});

describe("the end", () => {
  test("comes after all turns, with how many were right and what was taken for what", async () => {
    for (let turn = 0; turn < TURNS; turn++) {
      const gesture = asked();
      await name(gesture === "fist" ? "l" : gesture, TURN_MS);
    }
    await over;
    expect(text("h2")).toBe("8 of 10 right");
    expect(text(".game-score")).toMatch(/^Longest streak: [2-8] in a row$/);
    expect(document.activeElement?.textContent).toBe("Play again"); // Enter plays it
    expect(document.body.dataset.game).toBe("over"); // the page's advice is no longer the game's
    expect(text(".confused")).toBe("Fist was taken for L (2 times).");
    expect(text(".hint")).toBe(
      `Thank you. ${prompted.length} samples were kept for measuring how good the answers are.`,
    );
    const counted = new Map<Gesture, number>();
    for (const each of prompted) counted.set(each, (counted.get(each) ?? 0) + 1);
    expect(counted.size).toBe(5);
    expect(Math.max(...counted.values()) - Math.min(...counted.values())).toBeLessThanOrEqual(2);
  });

  test("without consent says that nothing was kept, and what to do for it", async () => {
    result = "not-allowed";
    await name(asked(), TURN_MS);
    press("Stop");
    await over;
    expect([text("h2"), text(".hint")]).toEqual([
      "1 of 1 right",
      "Nothing was kept. To help, log in and allow shapes to be kept.",
    ]);
  });

  test("comes at once with Escape or when the page stops answering", async () => {
    game().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    await over;
    press("Play again");
    await vi.advanceTimersByTimeAsync(0);
    expect(text(".hint")).toBe("Turn 1 of 10");
    document.body.dataset.state = "needs-background";
    await vi.advanceTimersByTimeAsync(1000);
    expect(text("h2")).toBe("The game is over.");
  });

  test("gives the page back when it is closed", async () => {
    expect(document.body.dataset.game).toBe("on");
    press("Stop");
    await over;
    game().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect([game().hidden, document.body.dataset.game, game().childElementCount]).toEqual([true, undefined, 0]);
    expect(document.activeElement).toBe(document.querySelector('[data-command="g"]'));
  });
});
