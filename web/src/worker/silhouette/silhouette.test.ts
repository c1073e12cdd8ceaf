/** The silhouette stage gives the Python reference's bytes over whole sequences, and one pixel more would be seen. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { frame } from "../../../../tests/contract/silhouette-sequence";
import type { SilhouetteParameters } from "../../shared/manifest";
import { builds } from "../frame/kernel-code";
import { BackgroundSubtraction } from "./silhouette";

interface Sequence {
  name: string;
  width: number;
  height: number;
  parameters: SilhouetteParameters;
  expected: { sha256: string; area: number; noise: number }[];
}

const path = new URL("../../../../tests/contract/silhouette-vectors.json", import.meta.url);
const sequences = (JSON.parse(readFileSync(path, "utf8")) as { sequences: Sequence[] }).sequences;

/** Plays a sequence; `spoil` may change a frame's pixels before the stage sees them. */
function play(sequence: Sequence, code?: WebAssembly.Module, spoil: (rgba: Uint8ClampedArray) => void = () => {}) {
  const { width, height, parameters } = sequence;
  const stage = new BackgroundSubtraction(parameters, code);
  let number = 0;
  while (!stage.learn(frame(width, height, number, false), width, height)) number++;
  return sequence.expected.map(() => {
    const rgba = frame(width, height, ++number, true);
    spoil(rgba);
    const { mask, noise } = stage.segment(rgba, width, height);
    return {
      sha256: createHash("sha256").update(mask).digest("hex"),
      area: mask.filter((value) => value === 255).length,
      noise: Math.round(noise * mask.length),
    };
  });
}

describe("BackgroundSubtraction", () => {
  describe.each(["vectors", "plain"] as const)("as %s", (build) => {
    it.each(sequences)("gives the reference's bytes: $name", (sequence) => {
      expect(play(sequence, builds[build]())).toEqual(sequence.expected);
    });
  });

  it.each(sequences)("would show a change of one level: $name", (sequence) => {
    const brighter = play(sequence, undefined, (rgba) => {
      for (let i = 0; i < rgba.length; i += 4) rgba[i] = (rgba[i] as number) + 1;
    });
    expect(brighter).not.toEqual(sequence.expected);
  });

  it("says what it needs when the background is not learned", () => {
    const { parameters, width, height } = sequences[0] as Sequence;
    const stage = new BackgroundSubtraction(parameters);
    expect(() => stage.segment(frame(width, height, 0, false), width, height)).toThrow("not learned");
  });

  it("refuses pictures that are not as large as they are said to be, and those that are too large", () => {
    const { parameters } = sequences[0] as Sequence;
    const stage = new BackgroundSubtraction(parameters);
    expect(() => stage.learn(new Uint8Array(15), 2, 2)).toThrow(RangeError);
    const width = 128 * parameters.width + 1;
    expect(() => stage.learn(new Uint8Array(4 * width), width, 1)).toThrow("Choose a smaller one");
  });

  it("takes larger frames after smaller ones, and white ones of the largest bins", () => {
    const parameters = { ...(sequences[0] as Sequence).parameters, width: 2, height: 2, learn_frames: 1, hole_area: 0 };
    const stage = new BackgroundSubtraction(parameters);
    expect(stage.learn(new Uint8Array(16).fill(255), 2, 2)).toBe(true);
    expect([...stage.segment(new Uint8Array(4 * 256 * 256).fill(255), 256, 256).mask]).toEqual([0, 0, 0, 0]);
    expect([...stage.segment(new Uint8Array(16), 2, 2).mask]).toEqual([0, 0, 0, 0]);
  });

  it("forgets the background on reset", () => {
    const { parameters, width, height } = sequences[0] as Sequence;
    const stage = new BackgroundSubtraction(parameters);
    for (let number = 0; !stage.learned; number++) stage.learn(frame(width, height, number, false), width, height);
    expect(stage.progress).toBe(1);
    stage.reset();
    expect(stage.learned).toBe(false);
    expect(stage.progress).toBe(0);
  });
});
