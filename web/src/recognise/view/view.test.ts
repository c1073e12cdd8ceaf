// @vitest-environment jsdom
/** The view on the page's own HTML: states in words, answers as numbers and bars, noise as advice. */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { parseManifest } from "../../shared/manifest";
import type { OwnName } from "../../shared/messages";
import { exampleManifest } from "../../testing/example-manifest";
import { handAt, handManifest } from "../../testing/hands";
import { numbersOf } from "../../testing/own";
import { openPage, textOf } from "../../testing/pages";
import { HandNames } from "../naming/hand-names";
import type { PageState } from "../naming/state";
import { type Shown, View } from "./view";

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
const shown: Shown = {
  at: 0,
  steady: "fist",
  means: [0.01, 0.02, 0.9, 0.03, 0.02, 0.02],
  confidence: 0.9,
  seen: { way: "silhouette", mask: new Uint8Array(128 * 128), noise: 0.001 },
  confident: true,
  inferenceMs: 0.84,
  totalMs: 3.46,
  fps: 29.97,
};

let drawn: Uint8ClampedArray[];
let view: View;

beforeEach(() => {
  openPage("index.html");
  drawn = [];
  // jsdom has no canvas: this context keeps what is drawn on it.
  const context = {
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(width * height * 4) }),
    putImageData: ({ data }: ImageData) => drawn.push(data.slice()),
    clearRect: () => undefined,
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo: () => undefined,
    arc: () => undefined,
    stroke: () => undefined,
    fill: () => undefined,
  };
  HTMLCanvasElement.prototype.getContext = (() => context) as never;
  view = new View(document);
  view.showWay("silhouette");
  view.showModel(parseManifest(exampleManifest));
});

describe("states", () => {
  test.each(STATES)("%s is named on the body", (state) => {
    view.showState(state, "silhouette");
    expect(document.body.dataset.state).toBe(state);
  });

  test("advice is a sentence, and one button at a time is marked", () => {
    const live = (): string | null => document.getElementById("prompt")?.ariaLive ?? null;
    const marked = (): (string | undefined)[] =>
      Array.from(document.querySelectorAll<HTMLElement>(".row .primary"), (each) => each.dataset.command);
    view.showAdvice({ words: "Leave the box empty.", primary: "b", spoken: true });
    expect([textOf("prompt"), marked(), live()]).toEqual(["Leave the box empty.", ["b"], "polite"]);
    view.showAdvice({ words: "Go on.", primary: "p", spoken: false });
    expect([textOf("prompt"), marked(), live()]).toEqual(["Go on.", ["p"], "off"]);
    view.showAdvice({ words: "Wait.", primary: null, spoken: true });
    expect(marked()).toEqual([]);
  });

  test("the pause button says what it will do", () => {
    view.showState("paused", "silhouette");
    expect(textOf("pause-words")).toBe("Resume");
    view.showState("predicting", "silhouette");
    expect(textOf("pause-words")).toBe("Pause");
  });

  test("a button that would do nothing now says so and can still be focused", () => {
    const possible = (state: PageState): string => {
      view.showState(state, "silhouette");
      const buttons = Array.from(document.querySelectorAll<HTMLButtonElement>(".camera .row button"));
      expect(buttons.filter(({ disabled }) => disabled)).toEqual([]);
      return buttons.map((one) => (one.ariaDisabled === "true" ? "" : one.dataset.command)).join("");
    };
    expect(STATES.map(possible)).toEqual(["r", "r", "br", "br", "br", "brp", "brp", ""]);
  });

  test("the countdown is there only while it counts", () => {
    view.showState("counting-down", "silhouette");
    view.showCountdown(3);
    expect(textOf("countdown")).toBe("3");
    view.showState("learning-background", "silhouette");
    expect(textOf("countdown")).toBe("");
  });
});

describe("the two ways", () => {
  const buttons = (state: PageState): string => {
    view.showState(state, "hand");
    const all = Array.from(document.querySelectorAll<HTMLButtonElement>(".camera .row button"));
    return all.map((one) => (one.ariaDisabled === "true" ? "" : one.dataset.command)).join("");
  };
  const words = (command: string): string | undefined =>
    document.querySelector(`.row [data-command="${command}"]`)?.textContent?.trim();
  const hidden = (selector: string): boolean[] =>
    Array.from(document.querySelectorAll<HTMLElement>(selector), (one) => one.hidden === true);

  test("are named on the body, and b says what it does in each", () => {
    expect([document.body.dataset.way, words("b")]).toEqual(["silhouette", "Capture background B"]);
    expect(textOf("picture-words")).toBe("What the model sees");
    view.showWay("hand");
    expect([document.body.dataset.way, words("b")]).toEqual(["hand", "Background mode B"]);
    expect(textOf("picture-words")).toBe("What the model sees");
  });

  test("where hands are seen, b enters background mode and r does nothing", () => {
    expect((["loading", "no-camera", "predicting", "paused", "error"] as const).map(buttons)).toEqual([
      "b",
      "b",
      "bp",
      "bp",
      "",
    ]);
  });

  test("offer the gestures that their model knows, wherever a gesture can be chosen", () => {
    const both = ":is([data-label=okay], [data-label=peace])";
    expect(hidden(both)).toEqual(Array(6).fill(true));
    view.showModel(handManifest);
    expect(hidden(both)).toEqual(Array(6).fill(false));
    expect(document.querySelectorAll(".bar")).toHaveLength(8);
  });

  test("hands are named on the picture, and go with the state", () => {
    view.showWay("hand");
    view.showModel(handManifest);
    view.showState("predicting", "hand");
    const { hands } = new HandNames(handManifest).take([handAt(1, "fist")], 0);
    const seen = { way: "hand", hands, frame: { width: 640, height: 480 } } as const;
    view.showAnswer({ ...shown, means: Array(8).fill(0.1), seen });
    expect(hidden(".hand-name")).toEqual([false, true]);
    expect(textOf("noise")).toBe("–");
    view.showState("paused", "hand");
    expect(hidden(".hand-name")).toEqual([false, true]);
    view.showState("no-camera", "hand");
    expect(hidden(".hand-name")).toEqual([true, true]);
  });
});

describe("answers", () => {
  test("are words and numbers", () => {
    view.showState("predicting", "silhouette");
    view.showAnswer(shown);
    expect(["gesture", "confidence", "inference-ms", "total-ms", "fps"].map(textOf)).toEqual([
      "Fist",
      "90 % sure",
      "0.8",
      "3.5",
      "30",
    ]);
  });

  test("are a bar for each gesture, the largest marked", () => {
    view.showAnswer(shown);
    const bars = Array.from(document.querySelectorAll(".bar"), (bar) => bar.textContent);
    expect(bars).toEqual(["Thumbs up1 %", "L2 %", "Fist90 %", "Open palm3 %", "Closed palm2 %", "No gesture2 %"]);
    expect(document.querySelector(".bar.most")?.textContent).toBe("Fist90 %");
    expect(document.querySelector<HTMLElement>(".most .bar-fill")?.style.transform).toBe("scaleX(0.900)");
  });

  test("change their word at once, their bars and numbers at a pace that can be read", () => {
    view.showAnswer(shown);
    const other: Shown = { ...shown, steady: "l", means: [0, 1, 0, 0, 0, 0], fps: 15 };
    const seen = [50, 120, 260].map((at) => {
      view.showAnswer({ ...other, at });
      return [textOf("gesture"), document.querySelector(".most")?.textContent, textOf("fps")];
    });
    expect(seen).toEqual([
      ["L", "Fist90 %", "30"],
      ["L", "L100 %", "30"],
      ["L", "L100 %", "15"],
    ]);
  });

  test("are a black and white picture", () => {
    const mask = new Uint8Array(128 * 128);
    mask[1] = 255;
    view.showAnswer({ ...shown, seen: { way: "silhouette", mask, noise: 0 } });
    expect([...(drawn[0]?.slice(0, 12) ?? [])]).toEqual([0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255]);
  });

  test("go when the background goes", () => {
    view.showAnswer(shown);
    view.showState("needs-background", "silhouette");
    expect(["gesture", "confidence", "total-ms"].map(textOf)).toEqual(["Try one of these", "", "–"]);
    expect(document.querySelector(".bar.most")).toBeNull();
  });

  test("say calmly that they are not sure", () => {
    const said = [false, true].map((confident, i) => {
      view.showAnswer({ ...shown, confident, at: 1000 * i });
      return [textOf("gesture"), textOf("confidence"), document.querySelector(".unsure") !== null];
    });
    expect(said).toEqual([
      ["Fist", "not sure", true],
      ["Fist", "90 % sure", false],
    ]);
  });

  test("that name no gesture are calm and show what can be shown", () => {
    view.showAnswer(shown);
    const verdict = document.getElementById("verdict") as HTMLElement;
    expect(verdict.classList.contains("calm")).toBe(false);
    expect(document.getElementById("gesture-picture")?.dataset.gesture).toBe("fist");
    view.showAnswer({ ...shown, at: 300, steady: "none" });
    expect([textOf("gesture"), verdict.classList.contains("calm")]).toEqual(["No gesture", true]);
  });

  test("are read out once they have held, and no gesture is silence", () => {
    const heard = (["fist", "fist", "l", "fist", "fist", "fist", "none", "none"] as const).map((steady, i) => {
      view.showAnswer({ ...shown, steady, at: 500 * i });
      return textOf("spoken");
    });
    expect(heard).toEqual(["", "", "", "", "", "Fist", "Fist", "Fist"]);
    view.showAnswer({ ...shown, steady: "none", at: 4500 });
    expect(textOf("spoken")).toBe("");
  });

  test("are read out two seconds apart at least, and the last one that holds is", () => {
    const heard: [string, number][] = [];
    for (let at = 0; at <= 6000; at += 100) {
      view.showAnswer({ ...shown, steady: at >= 3000 || Math.floor(at / 1000) % 2 === 0 ? "fist" : "l", at });
      if (textOf("spoken") !== (heard.at(-1)?.[0] ?? "")) heard.push([textOf("spoken"), at]);
    }
    expect(heard).toEqual([["Fist", 800]]);
    for (let at = 6100; at <= 8000; at += 100) view.showAnswer({ ...shown, steady: "l", at });
    expect(textOf("spoken")).toBe("L");
  });

  test("stay while the page is paused", () => {
    view.showAnswer(shown);
    view.showState("paused", "silhouette");
    expect(textOf("gesture")).toBe("Fist");
  });
});

test("a notice stays long enough to be read, and goes", () => {
  vi.useFakeTimers();
  view.say("Noted: Fist.");
  vi.advanceTimersByTime(10_000);
  view.say("Noted: L.");
  vi.advanceTimersByTime(10_000);
  expect(textOf("notice")).toBe("Noted: L.");
  vi.advanceTimersByTime(10_000);
  expect(textOf("notice")).toBe("");
  vi.useRealTimers();
});

test("what nobody asked for waits until an answer could be read, and of each topic the newest is told", () => {
  vi.useFakeTimers();
  view.mention("This device manages 15 answers a second.", "pace");
  expect(textOf("notice")).toBe("This device manages 15 answers a second.");
  view.say("Noted: Fist.");
  view.mention("This device manages 15 answers a second.", "pace");
  view.mention("The new model is not used.");
  view.mention("This device manages 10 answers a second.", "pace");
  expect(textOf("notice")).toBe("Noted: Fist.");
  vi.advanceTimersByTime(4_000);
  expect(textOf("notice")).toBe("The new model is not used.");
  vi.advanceTimersByTime(4_000);
  expect(textOf("notice")).toBe("This device manages 10 answers a second.");
  vi.useRealTimers();
});

test("own gestures have a bar, a name that is text and their own picture, until they are gone", () => {
  const rock: OwnName = { id: "own-1a2b3c4d", name: "<b>Rock</b>", emoji: "🤘", hand: numbersOf(1) };
  const wave: OwnName = { id: "own-5e6f7a8b", name: "Wave", emoji: null, hand: numbersOf(2) };
  view.showWay("hand");
  view.showModel(handManifest);
  view.showOwn([rock, wave]);
  const names = (): (string | null)[] =>
    [...document.querySelectorAll(".own-bars .bar-name")].map((one) => one.textContent);
  expect(names()).toEqual(["<b>Rock</b>", "Wave"]);
  const seen = { way: "hand", hands: [], frame: { width: 640, height: 480 } } as const;
  view.showAnswer({ ...shown, seen, steady: rock.id, means: [0, 0, 0, 0, 0, 0, 0, 0.1, 0.9, 0] });
  expect([textOf("gesture"), textOf("gesture-picture")]).toEqual(["<b>Rock</b>", "🤘"]);
  const percents = [...document.querySelectorAll(".own-bars .bar-percent")].map((one) => one.textContent);
  expect(percents).toEqual(["90 %", "0 %"]);
  view.showAnswer({ ...shown, seen, at: 50, steady: wave.id });
  expect(document.querySelectorAll("#gesture-picture canvas")).toHaveLength(1);
  view.showAnswer({ ...shown, seen, at: 100, steady: "fist" });
  expect(document.querySelectorAll("#gesture-picture *")).toHaveLength(0);
  view.showOwn([]);
  expect(document.querySelector(".own-bars")).toBeNull();
});
