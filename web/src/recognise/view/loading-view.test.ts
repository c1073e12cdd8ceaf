// @vitest-environment jsdom
/** The first download: a bar in bytes, words in megabytes, and a button to try again where it failed. */

import { beforeEach, expect, test } from "vitest";
import { openPage, textOf } from "../../testing/pages";
import { LoadingView } from "./loading-view";

let tries: number;
let view: LoadingView;
beforeEach(() => {
  openPage("index.html");
  tries = 0;
  view = new LoadingView(document, () => tries++);
});
const bar = (): HTMLProgressElement => document.getElementById("loading-bar") as HTMLProgressElement;
const retry = (): HTMLButtonElement => document.getElementById("retry") as HTMLButtonElement;

test("the bar is busy until bytes come, then shows their share, in words too", () => {
  expect(bar().hasAttribute("value")).toBe(false);
  view.showProgress(364_000, 728_000);
  expect([bar().position, textOf("loading-words")]).toEqual([0.5, "0.4 of 0.7 MB"]);
  view.showProgress(728_000, 728_000);
  expect(textOf("loading-words")).toBe("Getting ready …");
});

test("a problem has a button, which tries again", () => {
  expect(retry().hidden).toBe(true);
  view.showProblem("The server cannot be reached.");
  expect([retry().hidden, bar().hidden]).toEqual([false, true]);
  retry().click();
  expect(tries).toBe(1);
  view.showProblem(null);
  expect([retry().hidden, bar().hidden]).toEqual([true, false]);
});
