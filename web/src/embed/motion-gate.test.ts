/** Pictures of cells in; whether they are worth an answer, out. */

import { expect, test } from "vitest";
import { CELLS } from "./cells";
import { MotionGate } from "./motion-gate";

/** A grey picture, brighter in its first `changed` cells, with noise of so many levels. */
function picture(changed = 0, noise = 0): Uint8Array {
  const levels = new Uint8Array(CELLS.width * CELLS.height);
  return levels.map((_, i) => 120 + (i < changed ? 40 : 0) + (i % 2 ? noise : -noise));
}

/** Shows a picture every 33 ms for so long; how many frames are to be answered. */
function show(gate: MotionGate, from: number, ms: number, look: () => Uint8Array): number {
  let opened = 0;
  for (let at = from; at < from + ms; at += 33) {
    if (gate.isDue(at)) gate.see(look(), at);
    if (gate.isOpen(at)) opened++;
  }
  return opened;
}

test("the first second is answered, and then nothing of what stands still, noise and one cell apart", () => {
  const gate = new MotionGate();
  expect(show(gate, 0, 1000, picture)).toBe(31);
  expect(show(gate, 3000, 60_000, () => picture(1, 3))).toBe(0);
});

test("what moves is answered within a tenth of a second, and so is what moves slowly", () => {
  const gate = new MotionGate();
  show(gate, 0, 3000, picture);
  expect(show(gate, 3000, 133, () => picture(2))).toBeGreaterThan(0);
  let level = 0;
  const brighter = (): Uint8Array => {
    level += 0.5;
    return picture().map((value) => value + level);
  };
  expect(show(gate, 6000, 4000, brighter)).toBeGreaterThan(0);
});

test("the picture is looked at ten times a second at most", () => {
  const gate = new MotionGate();
  let looks = 0;
  show(gate, 0, 10_000, () => {
    looks++;
    return picture();
  });
  expect(looks).toBeLessThanOrEqual(100);
});
