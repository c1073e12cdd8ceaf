// @vitest-environment jsdom
/** Teaching one's own hand on the page's own HTML: off at first, five of each, switched on, forgotten, and faults. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Milliseconds, Probability } from "../shared/gestures";
import { parseManifest, type SilhouetteManifest } from "../shared/manifest";
import type { Reply, SilhouetteAnswer } from "../shared/messages";
import type { OwnExample } from "../shared/personal-example";
import { exampleManifest } from "../testing/example-manifest";
import { handManifest } from "../testing/hands";
import { openPage, textOf } from "../testing/pages";
import { OwnStore, withOwnStore } from "./example-store";
import { OwnSwitch } from "./personalisation";

const manifest = parseManifest(exampleManifest) as SilhouetteManifest;
const GESTURES = ["Closed palm", "Fist", "L", "Open palm", "Thumbs up"];
const loaded: Reply = { kind: "loaded", manifest, keepsBackground: true, backend: "WebAssembly" };

let sent: (readonly OwnExample[])[];
let said: string[];
let kept: Map<string, string>;
let own: OwnSwitch;

const opened = (): OwnSwitch =>
  new OwnSwitch({
    page: document,
    recogniser: { useOwn: (examples) => sent.push(examples) },
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
  own = opened();
  own.receive(loaded);
});
afterEach(() => vi.restoreAllMocks());

const dialog = (): HTMLDialogElement | null => document.querySelector("dialog[aria-labelledby=own-title]");
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
  own: null,
  probabilities: new Float32Array(6),
  mask: new Uint8Array(128 * 128),
  silhouette: new Uint8Array(manifest.input.width * manifest.input.height).fill(255, 0, 2_000),
  noise: 0 as Probability,
  inferenceMs: 1 as Milliseconds,
  cameraMs: 1 as Milliseconds,
  silhouetteMs: 1 as Milliseconds,
});

async function open(): Promise<void> {
  document.getElementById("open-own")?.click();
  await vi.waitUntil(() => counts().every((words) => words !== "") && counts().length > 0);
}

/** Presses the button and shows the gesture until five are kept. */
async function teach(words: string): Promise<void> {
  const start = performance.now();
  let at = start;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => at);
  button(`Take five of ${words}`).click();
  for (at = start; at < start + 5_000; at += 100) own.receive(answer());
  clock.mockRestore();
  await vi.waitUntil(() => counts()[GESTURES.indexOf(words)] === "5 of 5");
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
  await vi.waitUntil(() => sent.length === 1);
  expect(sent[0]).toHaveLength(25);
  own.receive({ kind: "own", on: true, problem: null });
  expect(textOf("open-own")).toBe("Your hand: in use");
  own = opened();
  own.receive(loaded);
  await vi.waitUntil(() => sent.length === 2);
  own.receive(loaded);
  await vi.waitUntil(() => sent.length === 3);
  expect(sent[2]).toEqual(sent[0]);
});

test("forgetting deletes them all and switches off", async () => {
  await open();
  for (const words of GESTURES) await teach(words);
  box().click();
  await vi.waitUntil(() => sent.length === 1);
  button("Forget my examples").click();
  await vi.waitUntil(() => sent.length === 2);
  expect([sent[1], own.isOn, kept.size]).toEqual([[], false, 0]);
  await vi.waitUntil(() => counts().every((words) => words === "0 of 5"));
  expect(await withOwnStore((store) => store.read())).toEqual([]);
});

test("a browser that keeps nothing is told, and what was there stays in use", async () => {
  await open();
  vi.spyOn(OwnStore, "open").mockRejectedValue(new DOMException("full", "QuotaExceededError"));
  const start = performance.now();
  let at = start;
  vi.spyOn(performance, "now").mockImplementation(() => at);
  button("Take five of Fist").click();
  for (; at < start + 5_000; at += 100) own.receive(answer());
  await vi.waitUntil(() => news().startsWith("This browser keeps nothing"));
  expect(counts()[1]).toBe("0 of 5");
});

test("no hand in the box is said after a while, and nothing is taken later", async () => {
  await open();
  vi.useFakeTimers();
  button("Take five of L").click();
  vi.advanceTimersByTime(12_000);
  vi.useRealTimers();
  expect(news()).toContain("No hand was seen");
  own.receive(answer());
  expect(counts()[2]).toBe("0 of 5");
});

test("the model that sees hands is not the one that is taught", () => {
  own.receive({ kind: "loaded", manifest: handManifest, keepsBackground: true, backend: "WebAssembly" });
  expect(own.taught?.id).toBe(manifest.id);
});

test("a model that cannot be taught is told, and the page says that the examples are not in use", () => {
  own.receive({ kind: "own", on: false, problem: "This model cannot be taught." });
  expect(said).toEqual(["Your examples are not in use: This model cannot be taught."]);
  expect(textOf("open-own")).toBe("Teach it your hand");
});
