// @vitest-environment jsdom
/** The guide box under pointer and keys: the display is mirrored, the guide is not. */

import { beforeEach, expect, test } from "vitest";
import { openPage } from "../../testing/pages";
import { DEFAULT_GUIDE, type Guide } from "./guide";
import { GuideBox } from "./guide-box";

const FRAME = { width: 640, height: 480 };
let element: HTMLElement;
let changes: Guide[];
let box: GuideBox;

beforeEach(() => {
  openPage("index.html");
  element = document.getElementById("guide") as HTMLElement;
  // jsdom lays nothing out: the stage is 320 × 240 on the screen, its corner at 100, 50.
  const stage = element.parentElement as HTMLElement;
  stage.getBoundingClientRect = () => new DOMRect(100, 50, 320, 240);
  Object.defineProperty(element, "offsetParent", { value: stage });
  element.setPointerCapture = () => undefined;
  changes = [];
  box = new GuideBox(element, DEFAULT_GUIDE, (guide) => changes.push(guide));
  box.fit(FRAME);
});

function point(type: string, x: number, y: number, target: Element = element): void {
  const event = new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, button: 0 });
  target.dispatchEvent(Object.assign(event, { pointerId: 1, isPrimary: true }));
}

const key = (name: string): boolean =>
  element.dispatchEvent(new KeyboardEvent("keydown", { key: name, cancelable: true }));

test("stands where the guide says, in parts of the stage", () => {
  const { left, top, width, height } = element.style;
  expect([left, top, width, height]).toEqual(["3.75%", "10%", "52.5%", "70%"]);
});

test("dragged to the left on the mirrored screen, it goes to the right in the frame", () => {
  point("pointerdown", 300, 150);
  point("pointermove", 268, 162);
  expect(changes).toHaveLength(1);
  expect(changes[0]?.cx).toBeCloseTo(0.4);
  expect(changes[0]?.cy).toBeCloseTo(0.5);
  point("pointerup", 268, 162);
  point("pointermove", 200, 200);
  expect(changes).toHaveLength(1);
});

test("a corner changes the side around the centre", () => {
  // The centre is at 100 + (1 - 0.3) × 320 = 324 and 50 + 0.45 × 240 = 158 on the screen.
  const corner = element.querySelector("[data-resize]") as Element;
  point("pointerdown", 324 + 84, 158 + 84, corner);
  point("pointermove", 324 + 60, 158 + 30, corner);
  expect(changes[0]).toEqual({ cx: DEFAULT_GUIDE.cx, cy: DEFAULT_GUIDE.cy, side: 0.5 });
});

test.each([
  ["ArrowLeft", 0.32, 0.45],
  ["ArrowRight", 0.28, 0.45],
  ["ArrowUp", 0.3, 0.43],
  ["ArrowDown", 0.3, 0.47],
])("%s moves it", (name, cx, cy) => {
  expect(key(name)).toBe(false);
  expect(changes[0]?.cx).toBeCloseTo(cx);
  expect(changes[0]?.cy).toBeCloseTo(cy);
});

test("plus and minus change its size, other keys do nothing and scroll as ever", () => {
  key("+");
  expect(changes[0]?.side).toBeCloseTo(0.72);
  key("-");
  expect(changes[1]?.side).toBeCloseTo(0.7);
  expect(key("PageDown")).toBe(true);
  expect(changes).toHaveLength(2);
});

test("at the frame's edge a key changes nothing, so that the background stays", () => {
  for (let i = 0; i < 10; i++) key("ArrowRight");
  const before = changes.length;
  key("ArrowRight");
  expect(changes).toHaveLength(before);
});

test("a frame on its side moves the box inside", () => {
  expect(box.fit({ width: 480, height: 640 }).cx).toBeCloseTo(0.35);
});
