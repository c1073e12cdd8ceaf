// @vitest-environment jsdom
/** Charts in their place: nothing that the policy would stop, the values at the cursor, and what is chosen by keys and pointer. */

import { beforeEach, expect, test } from "vitest";
import { drawChart } from "./draw";
import type { ChartSpec, Choice, ColumnsSpec } from "./spec";

const DAYS: ColumnsSpec = {
  kind: "bars",
  title: "",
  unit: "count",
  x: { kind: "days", days: ["2026-11-20", "2026-11-21", "2026-11-22"] },
  series: [
    { name: "Fist", values: [1, 2, 3] },
    { name: "L", values: [4, null, 6] },
  ],
};
const RATE: ColumnsSpec = {
  ...DAYS,
  kind: "lines",
  unit: "share",
  series: [{ name: "Accuracy", values: [0.5, null, 0.75], low: [0.25, null, 0.5], high: [0.75, null, 1] }],
  marks: [{ day: "2026-11-22", words: "demo-new promoted" }],
};
const MATRIX: ChartSpec = {
  kind: "matrix",
  title: "",
  names: ["Fist", "L"],
  letters: ["F", "L"],
  counts: [
    [8, 2],
    [0, 0],
  ],
  relation: "predicted as",
  choices: [
    [{}, { label: "fist", predicted: "l" }],
    [{ label: "l", predicted: "fist" }, {}],
  ],
};
const ROWS: ChartSpec = {
  kind: "rows",
  title: "",
  unit: "ms",
  points: [{ name: "Median" }, { name: "p99" }],
  rows: [
    { name: "Chromium, computer", note: "20", values: [3, 9], low: 3, high: 9, choice: { device: "Chromium, Linux" } },
    { name: "Safari, handheld", note: "2", values: [null, null], low: null, high: null },
  ],
};
const TIMELINE: ChartSpec = {
  kind: "timeline",
  title: "",
  lanes: [
    { name: "Promoted", ink: 0, shape: "circle" },
    { name: "Refused", ink: 1, shape: "times" },
  ],
  events: [
    { at: "2026-11-20T10:00:00Z", lane: "Refused", words: "demo-bad: false alarms rose" },
    { at: "2026-11-22T10:00:00Z", lane: "Promoted", words: "demo-new" },
  ],
};

let chosen: Choice[] = [];

async function drawn(spec: ChartSpec): Promise<HTMLElement> {
  const host = document.createElement("div");
  document.body.append(host);
  await drawChart(host, spec, (choice) => chosen.push(choice));
  return host;
}

const press = (host: HTMLElement, key: string, shiftKey = false): boolean =>
  host.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, cancelable: true }));
const tipOf = (host: HTMLElement): string | null =>
  host.querySelector<HTMLElement>(".tip:not([hidden])")?.textContent ?? null;

beforeEach(() => {
  document.documentElement.style.fontSize = "16px";
  document.body.replaceChildren();
  chosen = [];
});

test.each([DAYS, RATE, { ...RATE, size: "spark" } as const, MATRIX, ROWS, TIMELINE])(
  "$kind: a drawing brings no style of its own",
  async (spec) => {
    const host = await drawn(spec);
    expect(host.querySelectorAll("svg *").length).toBeGreaterThan(3);
    expect(host.querySelectorAll("style, [style]")).toHaveLength(0);
  },
);

test("arrow keys go over the days, and every chart of these days shows its values", async () => {
  const [bars, rate] = [await drawn(DAYS), await drawn(RATE)];
  expect(bars.getAttribute("role")).toBe("slider");
  press(bars, "ArrowRight");
  press(bars, "End");
  expect(tipOf(bars)?.split("\n").slice(1)).toEqual(["Fist 3", "L 6"]);
  expect(tipOf(rate)?.replaceAll("\u00a0", " ").split("\n").slice(1)).toEqual([
    "75.0 % (50 – 100 %)",
    "demo-new promoted",
  ]);
  press(bars, "Escape");
  expect([tipOf(bars), tipOf(rate)]).toEqual([null, null]);
});

test("what is compared with is a grey line over the stacks, has room, and is told at the cursor", async () => {
  const compared = { name: "Nov 9 – Nov 15", values: [2, null, 18], isCompared: true };
  const tallest = (host: HTMLElement): number =>
    Math.max(...Array.from(host.querySelectorAll("rect[height]"), (bar) => Number(bar.getAttribute("height"))));
  const [alone, both] = [await drawn(DAYS), await drawn({ ...DAYS, series: [...DAYS.series, compared] })];
  expect(alone.querySelector("[stroke='var(--ink-8)']")).toBeNull();
  expect(both.querySelectorAll("[stroke='var(--ink-8)'] path")).toHaveLength(1);
  expect(tallest(both)).toBeCloseTo(tallest(alone) / 2, 0);
  press(both, "End");
  expect(tipOf(both)?.split("\n").slice(1)).toEqual(["Fist 3", "L 6", "Nov 9 – Nov 15 18"]);
});

test("Enter chooses a day, and a range that Shift has stretched", async () => {
  const host = await drawn(DAYS);
  press(host, "Home");
  press(host, "Enter");
  press(host, "ArrowRight", true);
  press(host, "ArrowRight", true);
  expect(host.getAttribute("aria-valuetext")).toContain("–");
  press(host, "Enter");
  expect(chosen).toEqual([
    { from: "2026-11-20", to: "2026-11-20" },
    { from: "2026-11-20", to: "2026-11-22" },
  ]);
});

test("a cell leads to its mistakes, a row to its filter", async () => {
  const matrix = await drawn(MATRIX);
  press(matrix, "Home");
  press(matrix, "ArrowRight");
  expect(tipOf(matrix)?.replaceAll("\u00a0", " ")).toBe("Fist predicted as L\n2 (20.0 % of its row)");
  press(matrix, "Enter");
  press(matrix, "ArrowDown");
  expect(tipOf(matrix)).toContain("L: right");
  const rows = await drawn(ROWS);
  press(rows, "ArrowDown");
  press(rows, "Enter");
  press(rows, "ArrowDown");
  expect(tipOf(rows)).toContain("too few samples");
  expect(chosen).toEqual([{ label: "fist", predicted: "l" }, { device: "Chromium, Linux" }]);
});

test("Tab and other keys stay the page's", async () => {
  const host = await drawn(TIMELINE);
  expect([press(host, "Tab"), press(host, "a")]).toEqual([true, true]);
  expect(press(host, "ArrowRight")).toBe(false);
  expect(tipOf(host)).toContain("demo-bad: false alarms rose");
});
