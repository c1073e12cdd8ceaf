// @vitest-environment jsdom
/** Teaching one's own hand on the page's own HTML: off at first, five of each, switched on, forgotten, and faults. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Milliseconds, Probability } from "../shared/gestures";
import { parseManifest, type SilhouetteManifest } from "../shared/manifest";
import type { PersonalExample, Reply, SilhouetteAnswer } from "../shared/messages";
import { exampleManifest } from "../testing/example-manifest";
import { handManifest } from "../testing/hands";
import { openPage, textOf } from "../testing/pages";
import { soon } from "../testing/soon";
import { ExampleStore, withOwnStore } from "./example-store";
import { Personalisation } from "./personalisation";

const manifest = parseManifest(exampleManifest) as SilhouetteManifest;
const GESTURES = ["Closed palm", "Fist", "L", "Open palm", "Thumbs up"];
const loaded: Reply = { kind: "loaded", manifest, keepsBackground: true, backend: "WebAssembly" };

let sent: (readonly PersonalExample[])[];
let said: string[];
let kept: Map<string, string>;
let personal: Personalisation;

const opened = (): Personalisation =>
  new Personalisation({
    page: document,
    recogniser: { personalise: (examples) => sent.push(examples) },
    store: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    say: (words) => said.push(words),
  });

beforeEach(async () => {
  openPage("index.html");
  const context = {
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(width * height * 4) }),
    putImageData: () => undefined,
  };
  HTMLCanvasElement.prototype.getContext = (() => context) as never;
  HTMLDialogElement.prototype.showModal = function show(): void {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(): void {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  [sent, said, kept] = [[], [], new Map()];
  await withOwnStore((store) => store.forget());
  personal = opened();
  personal.receive(loaded);
});
afterEach(() => vi.restoreAllMocks());

const dialog = (): HTMLDialogElement | null => document.querySelector("dialog[aria-labelledby=dialog-title]");
const button = (words: string): HTMLButtonElement => {
  const all = [...(dialog()?.querySelectorAll("button") ?? [])];
  const found = all.find((each) => (each.getAttribute("aria-label") ?? each.textContent) === words);
  if (found === undefined) throw new Error(`no button ${words}`);
  return found;
};
const box = (): HTMLInputElement => dialog()?.querySelector("input") as HTMLInputElement;
const news = (): string => dialog()?.querySelector("[role=status]")?.textContent ?? "";
const counts = (): string[] => [...(dialog()?.querySelectorAll("small") ?? [])].map((each) => each.textContent ?? "");

const answer = (): SilhouetteAnswer => ({
  kind: "answer",
  way: "silhouette",
  number: 1,
  personal: null,
  probabilities: new Float32Array(6),
  mask: new Uint8Array(128 * 128),
  silhouette: new Uint8Array(manifest.input.width * manifest.input.height).fill(255, 0, 2_000),
  noise: 0 as Probability,
  inferenceMs: 1 as Milliseconds,
  cameraMs: 1 as Milliseconds,
  silhouetteMs: 1 as Milliseconds,
});

async function open(): Promise<void> {
  document.getElementById("open-personalise")?.click();
  await soon(() => expect(counts()).toHaveLength(GESTURES.length));
  await soon(() => expect(counts()).not.toContain(""));
}

/** Presses the button and shows the gesture until five are kept. */
async function teach(words: string): Promise<void> {
  const start = performance.now();
  let at = start;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => at);
  button(`Take five of ${words}`).click();
  for (at = start; at < start + 5_000; at += 100) personal.receive(answer());
  clock.mockRestore();
  await soon(() => expect(counts()[GESTURES.indexOf(words)]).toBe("5 of 5"));
}

test("nothing is switched on by itself, and nothing can be before each gesture has its five", async () => {
  expect(sent).toEqual([]);
  await open();
  expect([box().disabled, box().checked, button("Forget my examples").hidden]).toEqual([true, false, true]);
  for (const words of GESTURES.slice(0, 4)) await teach(words);
  expect([box().disabled, counts().at(-1)]).toEqual([true, "0 of 5"]);
  await teach("Thumbs up");
  expect([box().disabled, box().checked, sent]).toEqual([false, false, []]);
});

test("examples that are switched on go to the worker, again after a reload and with each new model", async () => {
  await open();
  for (const words of GESTURES) await teach(words);
  box().click();
  await soon(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toHaveLength(25);
  personal.receive({ kind: "personal", on: true, problem: null });
  expect(textOf("open-personalise")).toBe("Your hand: in use");
  personal = opened();
  personal.receive(loaded);
  await soon(() => expect(sent).toHaveLength(2));
  personal.receive(loaded);
  await soon(() => expect(sent).toHaveLength(3));
  expect(sent[2]).toEqual(sent[0]);
});

test("forgetting deletes them all and switches off", async () => {
  await open();
  for (const words of GESTURES) await teach(words);
  box().click();
  await soon(() => expect(sent).toHaveLength(1));
  button("Forget my examples").click();
  await soon(() => expect(sent).toHaveLength(2));
  expect([sent[1], personal.isOn, kept.size]).toEqual([[], false, 0]);
  await soon(() => expect(new Set(counts())).toEqual(new Set(["0 of 5"])));
  expect(await withOwnStore((store) => store.read())).toEqual([]);
});

test("a browser that keeps nothing is told, and what was there stays in use", async () => {
  await open();
  vi.spyOn(ExampleStore, "open").mockRejectedValue(new DOMException("full", "QuotaExceededError"));
  const start = performance.now();
  let at = start;
  vi.spyOn(performance, "now").mockImplementation(() => at);
  button("Take five of Fist").click();
  for (; at < start + 5_000; at += 100) personal.receive(answer());
  await soon(() => expect(news()).toMatch(/^This browser keeps nothing/));
  expect(counts()[1]).toBe("0 of 5");
});

test("no hand in the box is said after a while, and nothing is taken later", async () => {
  await open();
  vi.useFakeTimers();
  button("Take five of L").click();
  vi.advanceTimersByTime(12_000);
  vi.useRealTimers();
  expect(news()).toContain("No hand was seen");
  personal.receive(answer());
  expect(counts()[2]).toBe("0 of 5");
});

test("the model that sees hands is not the one that is taught", () => {
  personal.receive({ kind: "loaded", manifest: handManifest, keepsBackground: true, backend: "WebAssembly" });
  expect(personal.taught?.id).toBe(manifest.id);
});

test("a model that cannot be taught is told, and the page says that the examples are not in use", () => {
  personal.receive({ kind: "personal", on: false, problem: "This model cannot be taught." });
  expect(said).toEqual(["Your examples are not in use: This model cannot be taught."]);
  expect(textOf("open-personalise")).toBe("Teach it your hand");
});
