// @vitest-environment jsdom
/** Answers of the page in; what is done, the ring, and what is said, out. */

import { beforeEach, expect, test, vi } from "vitest";
import { type Binding, KEY, newBinding } from "./bindings";
import { Runner } from "./runner";

const FIST: Binding = {
  ...newBinding(),
  action: { kind: "connector", connector: "7", command: { kind: "webhook" }, name: "Lamp" },
};
const HAND = { id: 1, confident: true, box: { x: 320, y: 200, width: 160, height: 160 } };

let now: number;
let said: string[];
let ran: string[];
let kept: Map<string, string>;
let runner: Runner;

beforeEach(() => {
  document.body.innerHTML = '<div class="view"><video></video></div><dialog id="help"></dialog>';
  document.body.removeAttribute("data-game");
  document.body.removeAttribute("data-file");
  const video = document.querySelector("video") as HTMLVideoElement;
  Object.defineProperties(video, { videoWidth: { value: 640 }, videoHeight: { value: 480 } });
  [now, said, ran, kept] = [0, [], [], new Map()];
  runner = start();
});

function start(): Runner {
  return new Runner({
    page: document,
    store: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    say: (words) => void said.push(words),
    tell: async ({ connector, name }, gesture) => {
      ran.push(`${connector} at ${gesture}`);
      return `${name}: done`;
    },
    now: () => now,
  });
}

/** Answers for so many milliseconds, ten a second. */
function show(steady: string, milliseconds: number): void {
  for (const end = now + milliseconds; now < end; now += 100) {
    const detail = { way: "hand", hands: [{ ...HAND, steady }], steady, confident: true, own: [] };
    document.dispatchEvent(new CustomEvent("gesture", { detail }));
  }
}

const move = (movement: string): boolean =>
  document.dispatchEvent(new CustomEvent("swipe", { detail: { movement, id: 1 } }));
const ring = (): HTMLElement => document.querySelector(".action-ring") as HTMLElement;

test("a gesture that is held is done, is told, and has a ring beside the hand until then", async () => {
  runner.change([FIST]);
  show("fist", 600);
  expect([ring().hidden, ring().textContent, ring().style.getPropertyValue("--right")]).toEqual([
    false,
    "Lamp",
    "42.0%",
  ]);
  expect(ring().querySelectorAll("circle")[1]?.style.strokeDashoffset).toBe("0.5");
  expect(ran).toEqual([]);
  show("fist", 600);
  await vi.waitFor(() => expect(said).toEqual(["Lamp: done"]));
  expect([ran, ring().dataset.done]).toEqual([["7 at fist"], "yes"]);
  show("none", 1500);
  expect(ring().hidden).toBe(true);
});

test("the list is kept, and another tab's is read", () => {
  runner.change([FIST]);
  expect(JSON.parse(kept.get(KEY) ?? "")).toEqual([FIST]);
  kept.set(KEY, JSON.stringify([{ ...FIST, on: "l" }]));
  window.dispatchEvent(new StorageEvent("storage", { key: KEY }));
  expect(runner.bindings.map(({ on }) => on)).toEqual(["l"]);
});

test.each([
  ["is switched off", () => runner.change([{ ...FIST, isOff: true }])],
  ["a dialog is open", () => document.getElementById("help")?.setAttribute("open", "")],
  ["the game is on", () => document.body.setAttribute("data-game", "on")],
  ["a file is shown", () => document.body.toggleAttribute("data-file", true)],
])("nothing is done where it %s", (_, when) => {
  runner.change([FIST]);
  when();
  show("fist", 2000);
  expect(ran).toEqual([]);
});

test("slides are turned by what a person bound, and else by what is usual, while they are open", () => {
  const turned: number[] = [];
  const slides = { turn: (by: 1 | -1) => `Slide ${turned.push(by)}` };
  const usual: Binding = { ...FIST, on: "swipe-left", action: { kind: "slide", to: "next" } };
  move("swipe-left");
  runner.present(slides, [usual]);
  move("swipe-left");
  runner.change([{ ...usual, on: "wave", action: { kind: "slide", to: "previous" } }]);
  now += 5000;
  move("swipe-left");
  move("wave");
  runner.present(null, []);
  now += 5000;
  move("wave");
  expect(turned).toEqual([1, -1]);
});

test("why something was not done is said", async () => {
  await expect(runner.perform({ kind: "slide", to: "next" }, null)).resolves.toContain("No slides are open.");
  await expect(runner.perform({ kind: "media", act: "play" }, null)).resolves.toContain("No music or film is open.");
  await expect(runner.perform({ kind: "speak", words: "Hello" }, null)).resolves.toContain("no voice of its own");
});
