// @vitest-environment jsdom
/** What is shown before it is sent: a silhouette pixel by pixel, a hand by its bones, drawn of the very bytes. */

import { beforeEach, expect, test } from "vitest";
import { encodePoints } from "../../shared/hand-numbers";
import { handAt } from "../../testing/hands";
import { entry } from "../../testing/outbox-entries";
import { openPage } from "../../testing/pages";
import { soon } from "../../testing/soon";
import type { Entry } from "./database";
import type { Waiting } from "./outbox";
import { showReview } from "./review";

let joints: (readonly [number, number])[];
let pixels: number[][];

beforeEach(() => {
  openPage("index.html");
  [joints, pixels] = [[], []];
  // jsdom has no canvas: this context keeps what is drawn on it.
  const context = {
    ...Object.fromEntries(["beginPath", "moveTo", "lineTo", "stroke", "fill"].map((name) => [name, () => undefined])),
    arc: (x: number, y: number) => joints.push([x, y]),
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(width * height * 4) }),
    putImageData: ({ data }: { data: Uint8ClampedArray }) => pixels.push(Array.from(data)),
  };
  HTMLCanvasElement.prototype.getContext = (() => context) as never;
  HTMLDialogElement.prototype.showModal = function show(): void {
    this.open = true;
  };
});

function pointsEntry(second: number, hand: Parameters<typeof encodePoints>[0]): Entry {
  const { sample, ...rest } = entry(second);
  const picture = encodePoints(hand, 4);
  const described = { kind: "points", width: 4, height: 1, bytes: picture.length } as const;
  return { ...rest, networkInput: picture, sample: { ...sample, noise: null, network_input: described } };
}

async function open(...entries: Entry[]): Promise<string[]> {
  const waiting: Waiting = {
    entries: async () => entries,
    count: async () => entries.length,
    withhold: async () => undefined,
    withholdAll: async () => undefined,
    release: () => undefined,
  };
  void showReview({ look: (use) => use(waiting) });
  const canvases = () => [...document.querySelectorAll("dialog canvas")];
  await soon(() => expect(canvases()).toHaveLength(entries.length));
  return canvases().map((canvas) => canvas.getAttribute("aria-label") ?? (canvas as HTMLElement).ariaLabel ?? "");
}

test("a silhouette is shown pixel by pixel", async () => {
  expect(await open(entry(9))).toEqual(["Black and white picture"]);
  expect(pixels).toEqual([[9, 9, 9, 255, 255, 255, 255, 255, 0, 0, 0, 255, 7, 7, 7, 255]]);
});

test("a hand is shown by its joints, upright as its points lie in the square", async () => {
  const hand = handAt(1, "okay");
  expect(await open(pointsEntry(1, hand))).toEqual(["Points of your hand"]);
  expect(joints).toHaveLength(21);
  expect(joints[0]).toEqual([256 * (hand.squarePoints[0] as number), 256 * (hand.squarePoints[1] as number)]);
});

test("where no hand was seen nothing is drawn, and it is said", async () => {
  expect(await open(pointsEntry(1, null))).toEqual(["No hand was seen"]);
  expect(joints).toEqual([]);
});
