// @vitest-environment jsdom
/** The stats page on its own HTML, with the contract's examples: the right figures in the right cells. */

import { beforeEach, expect, test } from "vitest";
import { StatsPage } from "../../../web/src/page/stats";
import { ApiError } from "../../../web/src/shared/api";
import { parseStats } from "../../../web/src/shared/stats";
import { readExample } from "../shared/examples";
import { openPage, textOf } from "./pages";

const stats = (name: string): ReturnType<typeof parseStats> =>
  parseStats(readExample(name).reply as Record<string, unknown>);
const rows = (id: string): string[][] =>
  Array.from(document.querySelectorAll(`#${id} tr`), (row) =>
    Array.from(row.children, (cell) => cell.textContent ?? ""),
  );

beforeEach(() => openPage("stats.html"));

test("shows the server's figures", async () => {
  await new StatsPage(document, { stats: async () => stats("stats") }).refresh();
  expect(textOf("totals")).toBe("Samples3People1Sessions1Accuracytoo few");
  expect(rows("accuracy")).toEqual([
    ["Gesture shown", "Right", "Recall", "95 % interval", "Precision", "F1"],
    ["L", "0 of 1", "too few", "", "too few", "too few"],
    ["Fist", "1 of 1", "too few", "", "too few", "too few"],
    ["All", "1 of 2", "too few", "", "", ""],
  ]);
  expect(rows("told")).toEqual([
    ["Day", "Thumbs up", "L", "Fist", "Open palm", "Closed palm", "No gesture"],
    ["2026-11-22", "–", "0 of 1", "1 of 1", "–", "–", "–"],
  ]);
  expect(rows("confusion")[2]).toEqual(["L", "0", "0", "1", "0", "0", "0"]);
  expect(document.querySelector("#confusion .right")?.textContent).toBe("1");
  expect(document.querySelectorAll("#confusion .wrong")).toHaveLength(1);
  expect(rows("days")).toEqual([
    ["Day", "Thumbs up", "L", "Fist", "Open palm", "Closed palm", "No gesture"],
    ["2026-11-22", "0", "0", "3", "0", "0", "0"],
  ]);
  expect(rows("sessions")[1]?.slice(1)).toEqual(["3", "Fist 3"]);
  expect(textOf("computed")).toContain("model 20261122-1a2b3c4d");
});

test("says what is missing before the first sample, and how to get one", async () => {
  await new StatsPage(document, { stats: async () => stats("stats-nobody") }).refresh();
  expect(textOf("totals")).toBe("Samples0People0Sessions0Accuracytoo few");
  expect(textOf("accuracy")).toContain("press its key");
  expect(textOf("days")).toBe("No sample yet.");
  expect(textOf("sessions")).toContain("Log in");
});

test("what was shown often has rates, their intervals and means", async () => {
  const many = stats("stats");
  const rate = { correct: 18, n: 20, rate: 0.9, low: 0.699, high: 0.972 };
  const means = { precision: 0.95, recall: 0.9, f1: 0.924 };
  const perGesture = [{ gesture: "fist", precision: { ...rate, rate: 0.85 }, recall: rate, f1: 0.874 }];
  const report = { enough: 10, accuracy: rate, perGesture, macro: means, weighted: { ...means, f1: 0.931 } };
  await new StatsPage(document, { stats: async () => ({ ...many, report }) }).refresh();
  expect(textOf("totals")).toContain("Accuracy90.0 %");
  expect(rows("accuracy").slice(1)).toEqual([
    ["Fist", "18 of 20", "90.0 %", "69 – 98 %", "85.0 %", "0.87"],
    ["All", "18 of 20", "90.0 %", "69 – 98 %", "", ""],
    ["Mean of the gestures", "", "90.0 %", "", "95.0 %", "0.92"],
    ["Mean by how often shown", "", "90.0 %", "", "95.0 %", "0.93"],
  ]);
});

test("figures that did not change leave the tables alone", async () => {
  const page = new StatsPage(document, { stats: async () => stats("stats") });
  await page.refresh();
  const table = document.querySelector("#confusion table");
  await page.refresh();
  expect(document.querySelector("#confusion table")).toBe(table);
});

test("a server that is away is said, and the figures stay", async () => {
  let isDown = false;
  const read = async (): Promise<ReturnType<typeof parseStats>> => {
    if (isDown) throw new ApiError(0, "The server cannot be reached.");
    return stats("stats");
  };
  const page = new StatsPage(document, { stats: read });
  await page.refresh();
  isDown = true;
  await page.refresh();
  expect(textOf("computed")).toMatch(/^Stats need the network/);
  expect(rows("accuracy")).toHaveLength(4);
});
