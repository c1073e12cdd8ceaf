// @vitest-environment jsdom
/** The legend of charts: what their titles do not say already. */

import { expect, test } from "vitest";
import { stubBrowser } from "../../testing/pages";
import { Charts } from "./charts";
import type { ColumnsSpec } from "./spec";

const chart = (title: string, ...names: string[]): ColumnsSpec => ({
  kind: "lines",
  title,
  unit: "share",
  x: { kind: "days", days: ["2026-11-22"] },
  series: names.map((name) => ({ name, values: [0.5], isCompared: name === "Nov 21" })),
});

test.each<[string[][], (string | null)[][]]>([
  [[["", "Accuracy"]], []],
  [[["Fist", "Fist"]], []],
  [
    [
      ["Fist", "Fist", "Nov 21"],
      ["L", "L", "Nov 21"],
    ],
    [["Nov 21", "8", "―"]],
  ],
  [
    [["", "Fist", "L", "Nov 21"]],
    [
      ["Fist", "1", null],
      ["L", "2", null],
      ["Nov 21", "8", "―"],
    ],
  ],
])("%j", (charts, legend) => {
  stubBrowser();
  const shown = new Charts(
    () => {
      throw new Error("nothing has a width here");
    },
    () => {},
  );
  shown.show(
    charts.map(([title = "", ...names]) => chart(title, ...names)),
    "Figure",
    "",
  );
  const items = Array.from(shown.root.querySelectorAll<HTMLElement>(".legend li"));
  expect(items.map(({ textContent, dataset: { ink, shape = null } }) => [textContent, ink, shape])).toEqual(legend);
});
