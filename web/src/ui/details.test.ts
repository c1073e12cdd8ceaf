// @vitest-environment jsdom
/** The details panel: every name has its row, shows a dash until it is set, and its text after. */

import { beforeEach, expect, test } from "vitest";
import { openPage } from "../testing/pages";
import { DETAILS, Details } from "./details";

beforeEach(() => openPage("index.html"));

const rows = (): (string | undefined)[][] =>
  [...document.querySelectorAll("#details dl > div")].map((row) =>
    [...row.children].map((cell) => cell.textContent ?? undefined),
  );

test("every name has a row with a dash until somebody knows", () => {
  new Details(document);
  expect(rows()).toEqual(Object.values(DETAILS).map((words) => [words, "–"]));
});

test("a text stands beside its own name only", () => {
  const details = new Details(document);
  details.set("draw-ms", "1.5 ms");
  expect(rows().filter(([, text]) => text !== "–")).toEqual([["Drawing", "1.5 ms"]]);
});
