// @vitest-environment jsdom
/** Events of a package in; keys, clicks and calls in the page out. */

import { expect, test, vi } from "vitest";
import { bindAction, type PageAct, type PageRule } from "./bind";

const source = new EventTarget();
const show = (steady: string, way = "hand"): void => {
  const hand = { steady, confident: true };
  const detail = { way, hands: way === "hand" ? [hand] : [], ...hand };
  source.dispatchEvent(new CustomEvent("gesture", { detail }));
};
const move = (movement: string): boolean => source.dispatchEvent(new CustomEvent("swipe", { detail: { movement } }));

test("a gesture presses a key where the focus is, a movement clicks, and neither does once it has ended", () => {
  document.body.innerHTML = '<input id="field"><button id="next">Next</button>';
  const heard: string[] = [];
  for (const kind of ["keydown", "keyup"]) {
    document.addEventListener(kind, (event) => heard.push(`${kind} ${(event as KeyboardEvent).key}`));
  }
  document.getElementById("next")?.addEventListener("click", () => heard.push("click"));
  document.getElementById("field")?.focus();
  const ends = [
    bindAction(source, { on: "fist", dwellMs: 0 }, { key: "ArrowRight" }),
    bindAction(source, { on: "swipe-left" }, { click: "#next" }),
    bindAction(source, { on: "l", dwellMs: 0 }, () => heard.push("called")),
  ];
  show("fist");
  show("fist");
  move("swipe-left");
  show("l", "silhouette");
  expect(heard).toEqual(["keydown ArrowRight", "keyup ArrowRight", "click", "called"]);
  for (const end of ends) end();
  vi.useFakeTimers().advanceTimersByTime(5000);
  move("swipe-left");
  expect(heard).toHaveLength(4);
  vi.useRealTimers();
});

test.each([
  [{ on: "thumbsup" }, { key: "a" }, /no gesture "thumbsup"/],
  [{}, { key: "a" }, /no gesture undefined/],
  [{ on: "fist" }, {}, /must be \{ key/],
  [{ on: "fist" }, { key: "" }, /must be \{ key/],
  [{ on: "fist" }, null, /must be \{ key/],
])("what can never be done is told at once: %j %j", (rule, act, words) => {
  expect(() => bindAction(source, rule as PageRule, act as PageAct)).toThrow(words);
});

test("a wrong selector is told", () => {
  expect(() => bindAction(source, { on: "fist" }, { click: "###" })).toThrow(DOMException);
  const warned = vi.spyOn(console, "warn").mockReturnValue();
  const end = bindAction(source, { on: "wave" }, { click: "#gone" });
  move("wave");
  expect(warned.mock.calls).toEqual([['gesture-camera: nothing in this page can be clicked as "#gone"']]);
  end();
});
