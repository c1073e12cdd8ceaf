// @vitest-environment jsdom
/** The worst mistakes: pictures with what went wrong, labels that the administrator puts right, and what is told of it. */

import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../../api/client";
import { textOf } from "../../testing/pages";
import { soon } from "../../testing/soon";
import type { Mistake, Mistakes } from "../answers";
import { MistakeQueue } from "./mistakes";

const mistake = (sample_id: string, more: Partial<Mistake> = {}): Mistake => ({
  sample_id,
  captured_at: "2026-11-22T17:05:32Z",
  label: "l",
  label_source: "prompted",
  predicted: "fist",
  confidence: 0.97,
  device: "Chromium, Linux",
  light: null,
  model_id: "20261122-1a2b3c4d",
  network_input: `/api/stats/mistakes/${sample_id}/network-input`,
  ...more,
});
const answer = (mistakes: readonly Mistake[]): Mistakes => ({ waiting: { prompted: 30, corrected: 4 }, mistakes });
const buttons = (): HTMLButtonElement[] => [...document.querySelectorAll<HTMLButtonElement>("li label + button")];
const selects = (): HTMLSelectElement[] => [...document.querySelectorAll("select")];
let correct: ReturnType<typeof vi.fn<(sampleId: string, label: string) => Promise<void>>>;
let onCorrected: ReturnType<typeof vi.fn<() => void>>;
let queue: MistakeQueue;

beforeEach(() => {
  document.body.innerHTML = '<section><p id="news"></p><ul id="list"></ul></section>';
  correct = vi.fn(async () => undefined);
  onCorrected = vi.fn();
  const [list, news] = [document.getElementById("list"), document.getElementById("news")];
  queue = new MistakeQueue(list as HTMLElement, news as HTMLElement, correct, onCorrected);
});

test("shows each with its picture, and what was taken for what", () => {
  queue.show(answer([mistake("a")]));
  expect(document.querySelector("img")?.getAttribute("src")).toBe("/api/stats/mistakes/a/network-input");
  expect(document.querySelector("img")?.alt).toBe("What the network saw: L, predicted as Fist");
  expect(buttons()[0]?.getAttribute("aria-label")).toMatch(/^Correct: L, predicted as Fist/);
  expect(selects()[0]?.value).toBe("l");
});

test("a corrected label goes to the server, and the figures are read again", async () => {
  queue.show(answer([mistake("a"), mistake("b")]));
  (selects()[1] as HTMLSelectElement).value = "fist";
  buttons()[1]?.click();
  await soon(() => expect(onCorrected).toHaveBeenCalledOnce());
  expect(correct).toHaveBeenCalledWith("b", "fist");
  expect(textOf("news")).toContain("Corrected to Fist.");
});

test("what the person said is no correction", () => {
  queue.show(answer([mistake("a")]));
  buttons()[0]?.click();
  expect(correct).not.toHaveBeenCalled();
  expect(textOf("news")).toContain("Choose another label first");
});

test("a label that is right takes its mistake off the list, and the focus goes on to the next", async () => {
  queue.show(answer([mistake("a"), mistake("b", { label_source: "corrected", light: 0.2 })]));
  expect(document.querySelector(".summary")?.textContent).toContain("34 mistakes to look at: 30 of prompted labels");
  expect(document.querySelectorAll("li")[1]?.textContent).toContain("corrected by the person");
  const [first, second] = document.querySelectorAll<HTMLButtonElement>("li > p + button");
  first?.focus();
  first?.click();
  await soon(() => expect(onCorrected).toHaveBeenCalledOnce());
  expect(correct).toHaveBeenCalledWith("a", "l");
  expect(textOf("news")).toContain("L is right");
  expect(document.activeElement).toBe(second);
  queue.show(null);
  expect(document.getElementById("list")?.hidden).toBe(true);
});

test("a refused correction says why, and changes nothing", async () => {
  correct.mockRejectedValue(new ApiError(404, "This sample has just been deleted."));
  queue.show(answer([mistake("a")]));
  (selects()[0] as HTMLSelectElement).value = "fist";
  buttons()[0]?.click();
  await soon(() => expect(textOf("news")).toBe("This sample has just been deleted."));
  expect(onCorrected).not.toHaveBeenCalled();
});

test("new ones come and others go, while what is chosen on the rest stays", () => {
  queue.show(answer([mistake("a"), mistake("b")]));
  const second = selects()[1] as HTMLSelectElement;
  second.value = "none";
  second.focus();
  queue.show(answer([mistake("c"), mistake("b")]));
  expect(selects()[1]).toBe(second);
  expect([second.value, document.activeElement]).toEqual(["none", second]);
  queue.show(answer([]));
  expect(textOf("list")).toBe("");
  expect(document.querySelector(".summary")?.textContent).toBe("No mistakes that may be shown wait to be looked at.");
});

test("many are shown when they are asked for", () => {
  queue.show(answer(Array.from({ length: 20 }, (_, i) => mistake(String(i)))));
  expect(selects()).toHaveLength(12);
  const more = document.querySelector<HTMLButtonElement>("section > button");
  more?.click();
  expect(selects()).toHaveLength(20);
  expect(more?.hidden).toBe(true);
  expect(document.activeElement).toBe(selects()[12]);
});
