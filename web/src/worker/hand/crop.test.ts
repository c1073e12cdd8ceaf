/** Squares of hands: the same bytes in both builds, wherever the square lies; training/test_kernel.py says which. */

import { describe, expect, it } from "vitest";
import type { Square } from "../../shared/messages";
import { builds } from "../../testing/kernel-builds";
import { startKernel } from "../frame/kernel";
import { Cropper } from "./crop";

const UPRIGHT = { ux: 0, uy: -1 };
const TURNED = { ux: 0.6, uy: -0.8 };

function frame(width: number, height: number): Uint8Array {
  let seed = width * height;
  return new Uint8Array(width * height * 4).map(() => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 23;
  });
}

function cropOf(build: keyof typeof builds, width: number, height: number, square: Square, side: number): Uint8Array {
  const cropper = new Cropper(startKernel(builds[build]()));
  cropper.take(frame(width, height), width, height);
  return cropper.crop(square, side).slice();
}

describe("the square's bytes", () => {
  it.each<[number, number, Square, number]>([
    [320, 240, { cx: 160, cy: 120, size: 150, ...TURNED }, 128],
    [320, 240, { cx: 160, cy: 120, size: 60, ...UPRIGHT }, 64],
    [320, 240, { cx: 3, cy: 237, size: 300, ...TURNED }, 96],
    [320, 241, { cx: 160, cy: 120, size: 900, ux: -0.8, uy: 0.6 }, 96],
    [16, 16, { cx: 8, cy: 8, size: 16, ...UPRIGHT }, 128],
    [3840, 2160, { cx: 2000, cy: 1000, size: 1500, ...TURNED }, 64],
    [320, 240, { cx: -900, cy: 120, size: 300, ...UPRIGHT }, 16],
  ])("are the same with vectors and without: %i×%i", (width, height, square, side) => {
    const vectors = cropOf("vectors", width, height, square, side);
    expect(vectors).toHaveLength(side * side * 3);
    expect(Buffer.compare(vectors, cropOf("plain", width, height, square, side))).toBe(0);
  });

  it("are the frame's own where the square is the frame", () => {
    const cropper = new Cropper();
    const rgba = frame(32, 32);
    cropper.take(rgba, 32, 32);
    expect([...cropper.crop(cropper.whole(), 32)]).toEqual([...rgba].filter((_, i) => i % 4 !== 3));
  });

  it("are without colours three times the brightness", () => {
    const cropper = new Cropper();
    const rgba = frame(32, 32);
    cropper.take(rgba, 32, 32);
    const coloured = [...cropper.crop(cropper.whole(), 32)];
    const grey = cropper.cropGrey(cropper.whole(), 32);
    const [r, g, b] = coloured.slice(30, 33) as [number, number, number];
    expect([...grey.slice(30, 33)]).toEqual(Array(3).fill((77 * r + 150 * g + 29 * b + 128) >> 8));
    expect(grey).toHaveLength(coloured.length);
  });

  it("follow a frame of another size after the one before", () => {
    const cropper = new Cropper();
    cropper.take(frame(16, 16), 16, 16);
    cropper.crop(cropper.whole(), 16);
    cropper.take(frame(320, 240), 320, 240);
    const square = { cx: 160, cy: 120, size: 150, ...TURNED };
    expect(Buffer.compare(cropper.crop(square, 64), cropOf("vectors", 320, 240, square, 64))).toBe(0);
  });
});

describe("a square that is none", () => {
  it.each([
    { cx: 0, cy: 0, size: 0, ...UPRIGHT },
    { cx: Number.NaN, cy: 0, size: 9, ...UPRIGHT },
    { cx: 0, cy: Number.POSITIVE_INFINITY, size: 9, ...UPRIGHT },
    { cx: 0, cy: 0, size: 1e9, ...UPRIGHT },
  ])("is refused: %o", (square) => {
    const cropper = new Cropper();
    cropper.take(frame(16, 16), 16, 16);
    expect(() => cropper.crop(square, 8)).toThrow("there is no square");
  });
});

it("refuses a frame of another length and one that is too large", () => {
  expect(() => new Cropper().take(new Uint8Array(12), 2, 2)).toThrow(RangeError);
  expect(() => new Cropper().take(new Uint8Array(4 * 20_000), 20_000, 1)).toThrow("too large");
});

it("turns a palm's fingers up", () => {
  const palm = { left: 100, top: 50, width: 40, height: 30, wrist: [120, 90], knuckle: [150, 50] } as const;
  const { cx, cy, size, ux, uy } = new Cropper().ofPalm(palm);
  expect([cx, cy, size, ux, uy].map((each) => Math.round(each * 1e6) / 1e6)).toEqual([132, 49, 104, 0.6, -0.8]);
});

it("finds the square of points that it put into the frame", () => {
  const cropper = new Cropper();
  const square = { cx: 100, cy: 200, size: 50, ...TURNED };
  const shares = Float32Array.from({ length: 63 }, (_, i) => (i % 3 === 2 ? 0 : 0.5));
  shares.set([0.5, 1], 0); // the wrist, at the lower edge
  shares.set([0.5, 0], 27); // the middle knuckle, at the upper one
  const points = cropper.toFrame(shares, square);
  expect([...points.subarray(0, 2)]).toEqual([100 - 15, 200 + 20]);
  const { cx, cy, size, ux, uy } = cropper.ofPoints(points, UPRIGHT);
  expect([cx, cy, size, ux, uy].map((each) => Math.round(each * 1e5) / 1e5)).toEqual([100, 200, 80, 0.6, -0.8]);
});
