// @vitest-environment jsdom
/** The skeleton on the page's own HTML: bones where the points are, and a readable name beside each hand. */

import { beforeEach, expect, test } from "vitest";
import type { HandSeen } from "../../shared/messages";
import { handAt, handManifest } from "../../testing/hands";
import { openPage } from "../../testing/pages";
import { HandNames } from "../naming/hand-names";
import { OwnWords } from "./own-words";
import { Skeleton } from "./skeleton";

const FRAME = { width: 640, height: 480 };
const SCALE = 960 / 640;
let lines: (readonly [number, number, number, number])[];
let joints: (readonly [number, number])[];
let boxes: (readonly [number, number, number, number])[];
let clears: number;
let skeleton: Skeleton;

beforeEach(() => {
  openPage("index.html");
  [lines, joints, boxes, clears] = [[], [], [], 0];
  let from: [number, number] = [0, 0];
  // jsdom has no canvas: this context keeps what is drawn on it.
  const context = {
    beginPath: () => undefined,
    moveTo: (x: number, y: number) => {
      from = [x, y];
    },
    lineTo: (x: number, y: number) => lines.push([...from, x, y]),
    arc: (x: number, y: number) => joints.push([x, y]),
    stroke: () => undefined,
    fill: () => undefined,
    rect: (...box: [number, number, number, number]) => boxes.push(box),
    clearRect: () => clears++,
  };
  HTMLCanvasElement.prototype.getContext = (() => context) as never;
  skeleton = new Skeleton(document, new OwnWords());
});

const canvas = (): HTMLCanvasElement => document.getElementById("skeleton") as HTMLCanvasElement;
const tags = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".hand-name")];
/** Shows hands long enough for their names to be steady. */
function show(...hands: readonly HandSeen[]): void {
  const names = new HandNames(handManifest);
  for (let at = 0; at < 500; at += 33) skeleton.show(names.take(hands, at).hands, FRAME, at);
}

test("21 joints and 21 bones are drawn where the points are, at the shape of the frame", () => {
  const hand = handAt(1, "fist");
  skeleton.show(new HandNames(handManifest).take([hand], 0).hands, FRAME, 0);
  expect([canvas().width, canvas().height]).toEqual([960, 720]);
  expect([joints.length, lines.length]).toEqual([21, 21]);
  const [x, y] = [hand.points[0] as number, hand.points[1] as number];
  expect(joints[0]?.[0]).toBeCloseTo(SCALE * x, 3);
  expect(joints[0]?.[1]).toBeCloseTo(SCALE * y, 3);
  expect(lines[0]?.slice(0, 2)).toEqual(joints[0]);
  const ends = new Set(lines.flatMap(([x1, y1, x2, y2]) => [`${x1} ${y1}`, `${x2} ${y2}`]));
  expect(ends).toEqual(new Set(joints.map(([x1, y1]) => `${x1} ${y1}`))); // no bone ends nowhere, no joint is alone
});

test("each hand has its name, its certainty and its side beside it: above it, and where it is seen in the mirror", () => {
  show(handAt(1, "fist"), handAt(2, "l", 0.95, { x: 160, y: 240, left: 0.9 }));
  expect(tags().map(({ textContent, hidden }) => [textContent, hidden])).toEqual([
    ["Fist95 %right hand", false],
    ["L95 %left hand", false],
  ]);
  // From the right edge of the mirrored picture: as far as the hand is from the left edge of the frame.
  expect(tags().map(({ style }) => style.getPropertyValue("--right"))).toEqual(["50.0%", "25.0%"]);
  expect(tags()[0]?.style.getPropertyValue("--top")).toBe("37.5%");
});

test("a name that is not sure has a question mark, no gesture has none", () => {
  show(handAt(1, "fist", 0.65), handAt(2, "none", 0.65));
  expect(tags().map((tag) => tag.firstElementChild?.textContent)).toEqual(["Fist?", "No gesture"]);
  expect(tags().every((tag) => tag.classList.contains("unsure"))).toBe(true);
});

test("a hand of a file has a box around all of its points", () => {
  show(handAt(1, "fist"));
  expect(boxes).toEqual([]);
  document.body.toggleAttribute("data-file", true);
  joints = [];
  skeleton.show(new HandNames(handManifest).take([handAt(1, "fist")], 0).hands, FRAME, 0);
  const [x, y, width, height] = boxes[0] as [number, number, number, number];
  expect(joints.every(([jx, jy]) => jx > x && jx < x + width && jy > y && jy < y + height)).toBe(true);
  document.body.toggleAttribute("data-file", false);
});

test("a hand that has gone is no longer drawn, and an empty picture is not drawn again and again", () => {
  show(handAt(1, "fist"), handAt(2, "l"));
  show(handAt(1, "fist"));
  expect(tags().map(({ hidden }) => hidden)).toEqual([false, true]);
  show();
  const before = clears;
  expect(tags().map(({ hidden }) => hidden)).toEqual([true, true]);
  show();
  skeleton.clear();
  expect(clears).toBe(before);
});
