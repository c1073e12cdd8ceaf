// @vitest-environment jsdom
/** The cards of models: those that are told in their order, and nothing lost of what a person was about to do. */

import { expect, test } from "vitest";
import { readExample } from "../../testing/contract-examples";
import { stubBrowser } from "../../testing/pages";
import type { Overview } from "../answers";
import { ALONE } from "./compared";
import { ModelCards, type ModelFigures } from "./model-cards";

const { report, confusion } = readExample("stats").reply as Overview;
const model = (model_id: string): ModelFigures => ({ ...ALONE, model_id, standing: "Best", report, confusion });

test("cards change places, come and go, and the focus stays in the one that it is in", () => {
  stubBrowser();
  const host = document.createElement("div");
  document.body.replaceChildren(host);
  const cards = new ModelCards(host, () => {
    throw new Error("reports have no charts");
  });
  const shown = (): (string | null)[] =>
    Array.from(host.querySelectorAll(".model-id"), ({ textContent }) => textContent);
  cards.show([model("a"), model("b")]);
  const button = host.querySelector<HTMLButtonElement>("#report-b button");
  button?.focus();
  expect(document.activeElement).toBe(button);
  cards.show([model("b"), model("c"), model("a")]);
  expect(shown()).toEqual(["b", "c", "a"]);
  cards.show([model("c"), model("b")]);
  expect(shown()).toEqual(["c", "b"]);
  expect(document.activeElement).toBe(button);
});
