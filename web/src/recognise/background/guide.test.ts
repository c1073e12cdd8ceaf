/** The guide box' geometry: defaults, the query, moving inside, whole pixels. */

import { describe, expect, test } from "vitest";
import { DEFAULT_GUIDE, inside, moved, parseGuide, resized, toPixels } from "./guide";

const FRAME = { width: 640, height: 480 };

describe("toPixels", () => {
  test("the default box lies where the camera clips put the hand", () => {
    expect(toPixels(DEFAULT_GUIDE, FRAME)).toEqual({ x: 24, y: 48, width: 336, height: 336 });
  });

  test("a frame on its side takes the side from its shorter edge and stays inside", () => {
    expect(toPixels(DEFAULT_GUIDE, { width: 480, height: 640 })).toEqual({ x: 0, y: 120, width: 336, height: 336 });
  });

  test.each([
    [0, 0, 1],
    [1, 1, 1],
    [0.999, 0.001, 0.333],
    [0.5, 0.5, 0.7001],
  ])("a box at %f, %f of side %f is even and inside, whatever the frame", (cx, cy, side) => {
    for (const frame of [FRAME, { width: 1281, height: 719 }, { width: 355, height: 641 }]) {
      const { x, y, width, height } = toPixels({ cx, cy, side }, frame);
      expect([x, y, width, height].map((value) => Math.abs(value % 2))).toEqual([0, 0, 0, 0]);
      expect(width).toBe(height);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(frame.width);
      expect(y + height).toBeLessThanOrEqual(frame.height);
    }
  });
});

describe("parseGuide", () => {
  test("reads centre and side", () => {
    expect(parseGuide("0.5,0.25,0.6")).toEqual({ cx: 0.5, cy: 0.25, side: 0.6 });
  });

  test.each([null, "", "0.5", "0.5,0.5", "0.5,0.5,0.5,0.5", "a,b,c", "0.5,,0.5", "2,0.5,0.5", "0.5,-1,0.5", "NaN,0,0"])(
    "%s gives the default",
    (query) => {
      expect(parseGuide(query)).toEqual(DEFAULT_GUIDE);
    },
  );
});

test("a box that leaves the frame is moved inside it", () => {
  const { cx, cy, side } = inside({ cx: 0, cy: 1, side: 0.5 }, FRAME);
  expect([cx, cy, side]).toEqual([0.1875, 0.75, 0.5]);
});

test("moving adds fractions of the frame and stops at its edge", () => {
  expect(moved(DEFAULT_GUIDE, 0.1, 0, FRAME).cx).toBeCloseTo(0.4);
  expect(moved(DEFAULT_GUIDE, -1, 0, FRAME).cx).toBeCloseTo(0.2625);
});

test("resizing keeps the centre where there is room, and a useful size", () => {
  expect(resized({ cx: 0.5, cy: 0.5, side: 0.5 }, 0.8, FRAME)).toEqual({ cx: 0.5, cy: 0.5, side: 0.8 });
  expect(resized({ cx: 0.5, cy: 0.5, side: 0.5 }, 0.01, FRAME).side).toBe(0.2);
  expect(resized({ cx: 0.5, cy: 0.5, side: 0.5 }, 3, FRAME).side).toBe(1);
});
