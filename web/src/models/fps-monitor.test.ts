// @vitest-environment jsdom
/** The rate of answers before and after a swap: halved or not, and not compared where something else changed. */

import { beforeEach, expect, test } from "vitest";
import { FpsMonitor, type Rates } from "./fps-monitor";

let halved: [string, Rates][] = [];
let now = 0;
let pace: FpsMonitor;

beforeEach(() => {
  [halved, now] = [[], 0];
  pace = new FpsMonitor((id, rates) => halved.push([id, rates]));
});

/** Answers of a model at a steady rate. */
function answer(modelId: string, perSecond: number, seconds: number): void {
  for (const end = now + 1_000 * seconds; now < end; ) {
    now += 1_000 / perSecond;
    pace.answered(modelId, now);
  }
}

test("a rate that a new model halves is told once, with both rates", () => {
  answer("old", 30, 20);
  answer("new", 12, 8);
  expect(halved).toEqual([]);
  answer("new", 12, 60);
  expect(halved).toEqual([["new", { before: expect.closeTo(30), after: expect.closeTo(12) }]]);
});

test("so is one that leaves almost nothing", () => {
  answer("old", 30, 10);
  answer("new", 0.5, 30);
  expect(halved).toEqual([["new", { before: expect.closeTo(30), after: expect.closeTo(0.5) }]]);
});

test.each([
  ["the same rate", 30],
  ["more than half of it", 15.5],
  ["a better one", 60],
])("%s is not told", (_, rate) => {
  answer("old", 30, 10);
  answer("new", rate, 30);
  expect(halved).toEqual([]);
});

test("the first model, and one that came before there was a rate, are compared with nothing", () => {
  answer("old", 30, 3);
  answer("new", 5, 30);
  expect(halved).toEqual([]);
});

test("the first seconds, while everything is cold, do not count", () => {
  answer("old", 30, 10);
  answer("new", 3, 4);
  answer("new", 30, 30);
  expect(halved).toEqual([]);
});

test("single slow answers change no median", () => {
  answer("old", 30, 10);
  for (let second = 0; second < 12; second++) {
    answer("new", 30, 1);
    now += 900;
  }
  expect(halved).toEqual([]);
});

test.each([
  ["before the swap", 1],
  ["after it", 6],
])("a break %s ends the comparison", (_, after) => {
  answer("old", 30, 10);
  if (after === 1) pace.interrupt();
  answer("new", 5, after);
  if (after > 1) pace.interrupt();
  answer("new", 5, 30);
  expect(halved).toEqual([]);
});

test.each([
  ["it was hidden", () => document.dispatchEvent(new Event("visibilitychange")), 0],
  ["it was paused", () => document.body.setAttribute("data-state", "paused"), 0],
  ["its state was set to what it is", () => document.body.setAttribute("data-state", "predicting"), 1],
])("a page notices that %s", async (_, change, times) => {
  document.body.dataset.state = "predicting";
  pace.watch(document);
  answer("old", 30, 10);
  answer("new", 5, 5);
  change();
  await new Promise((over) => setTimeout(over, 0));
  answer("new", 5, 30);
  expect(halved).toHaveLength(times);
});
