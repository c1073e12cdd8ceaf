/** The silhouette stage: both builds give the same bytes over whole sequences, and one level more would be seen. */

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SilhouetteParameters } from "../../shared/manifest";
import { builds } from "../../testing/kernel-builds";
import { type Kernel, startKernel } from "../frame/kernel";
import { BackgroundSubtraction } from "./silhouette";

const FRAMES = 30; // after the background is learned

interface Sequence {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly parameters: SilhouetteParameters;
}

function sequence(name: string, width: number, height: number, workingWidth: number, workingHeight: number): Sequence {
  const parameters = {
    width: workingWidth,
    height: workingHeight,
    learn_frames: 10,
    noise_floor: 768,
    noise_share: 20,
    threshold: 2560,
    speck_area: 60,
    hole_area: 40,
    follow_shift: 3,
  };
  return { name, width, height, parameters };
}

const sequences = [
  sequence("shrunk", 150, 150, 64, 64),
  sequence("enlarged", 50, 40, 96, 64),
  sequence("equal", 128, 128, 128, 128),
] as const;

/** 0..1 that looks like chance, the same for the same number. */
function chance(number: number): number {
  return ((Math.imul(Math.imul(number, 73856093) ^ (number >>> 7), 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** RGBA of a patterned wall with noise; with a hand also specks, drifting light and a moving square. */
function frame(width: number, height: number, number: number, hand: boolean): Uint8ClampedArray {
  const result = new Uint8ClampedArray(width * height * 4).fill(255);
  const [left, top, side] = [((number * 5) % width) - 8, (number * 3) % height, Math.floor((width * 2) / 5)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const isHand = hand && x >= left && x < left + side && y >= top && y < top + side;
      const isSpeck = hand && chance((y >> 2) * width + (x >> 2) + 31 * number) < 0.02;
      for (let channel = 0; channel < 3; channel++) {
        const wall = 60 + ((x * (3 + channel) + y * 2) % 120);
        const light = hand ? 1 + (number * (channel - 1)) / 256 : 1;
        const value = (isHand ? 200 - 50 * channel + (x % 9) : wall) * light;
        const noise = 6 * chance(3 * (number * width * height + y * width + x) + channel) - 3;
        result[i + channel] = (isSpeck ? 255 - value : value) + noise;
      }
    }
  }
  return result;
}

interface Seen {
  readonly sha256: string;
  readonly white: number;
  readonly noise: number;
}

/** Plays a sequence; `spoil` may change a frame's pixels before the stage sees them. */
function play(
  { width, height, parameters }: Sequence,
  kernel?: Kernel,
  spoil: (rgba: Uint8ClampedArray) => void = () => {},
): Seen[] {
  const stage = new BackgroundSubtraction(parameters, kernel);
  let number = 0;
  while (!stage.learn(frame(width, height, number, false), width, height)) number++;
  return Array.from({ length: FRAMES }, () => {
    const rgba = frame(width, height, ++number, true);
    spoil(rgba);
    const { mask, noise } = stage.segment(rgba, width, height);
    const white = mask.filter((value) => value === 255).length;
    return { sha256: createHash("sha256").update(mask).digest("hex"), white, noise };
  });
}

describe("BackgroundSubtraction", () => {
  it.each(sequences)("gives the same bytes by both builds: $name", (each) => {
    const seen = play(each, startKernel(builds.vectors()));
    expect(play(each, startKernel(builds.plain()))).toEqual(seen);
    expect(seen.some(({ white, noise }) => white > 0 && noise > 0)).toBe(true);
  });

  it.each(sequences)("shows a change of one level: $name", (each) => {
    const brighter = play(each, undefined, (rgba) => {
      for (let i = 0; i < rgba.length; i += 4) rgba[i] = (rgba[i] as number) + 1;
    });
    expect(brighter).not.toEqual(play(each));
  });

  it("says what it needs when the background is not learned", () => {
    const { parameters, width, height } = sequences[0];
    const stage = new BackgroundSubtraction(parameters);
    expect(() => stage.segment(frame(width, height, 0, false), width, height)).toThrow("not learned");
  });

  it("refuses pictures that are not as large as they are said to be, and those that are too large", () => {
    const { parameters } = sequences[0];
    const stage = new BackgroundSubtraction(parameters);
    expect(() => stage.learn(new Uint8Array(15), 2, 2)).toThrow(RangeError);
    const width = 128 * parameters.width + 1;
    expect(() => stage.learn(new Uint8Array(4 * width), width, 1)).toThrow("Choose a smaller one");
  });

  it("takes larger frames after smaller ones, and white ones of the largest bins", () => {
    const parameters = { ...sequences[0].parameters, width: 2, height: 2, learn_frames: 1, hole_area: 0 };
    const stage = new BackgroundSubtraction(parameters);
    expect(stage.learn(new Uint8Array(16).fill(255), 2, 2)).toBe(true);
    expect([...stage.segment(new Uint8Array(4 * 256 * 256).fill(255), 256, 256).mask]).toEqual([0, 0, 0, 0]);
    expect([...stage.segment(new Uint8Array(16), 2, 2).mask]).toEqual([0, 0, 0, 0]);
  });

  it("forgets the background on reset", () => {
    const { parameters, width, height } = sequences[0];
    const stage = new BackgroundSubtraction(parameters);
    for (let number = 0; !stage.learned; number++) stage.learn(frame(width, height, number, false), width, height);
    expect(stage.progress).toBe(1);
    stage.reset();
    expect(stage.learned).toBe(false);
    expect(stage.progress).toBe(0);
  });
});
