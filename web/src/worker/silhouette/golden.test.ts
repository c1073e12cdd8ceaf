/** The golden answers of the current model: exact silhouettes, and the stated probabilities. */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { loadSilhouettes } from "../../evaluate/classify";
import { mostLikely } from "../../shared/gestures";
import { parseManifest, type SilhouetteManifest } from "../../shared/manifest";
import { currentFolder, golden, unpack } from "../../testing/current-model";
import type { SilhouetteModel } from "./classifier";
import { compareSilhouettes, parseSilhouetteGolden } from "./golden";
import { networkInput } from "./network-input";
import { BackgroundSubtraction, type SilhouetteStage } from "./silhouette";

let loaded: SilhouetteModel;
beforeAll(async () => {
  loaded = await loadSilhouettes(currentFolder);
});

type Case = (typeof golden.cases)[number];

function learned({ width, height, background }: Case): SilhouetteStage {
  const stage = new BackgroundSubtraction(loaded.manifest.silhouette);
  const shots = background.map(unpack);
  for (let shot = 0; !stage.learn(shots[shot % shots.length] as Uint8Array, width, height); shot++);
  return stage;
}

/** Probabilities of one mask, by the page's way from the mask to the network. */
function classify(mask: Uint8Array): Float32Array {
  const { silhouette, input } = loaded.manifest;
  const seen = networkInput(mask, silhouette.width, silhouette.height, input);
  return loaded.classifier.classify(seen, 1).probabilities;
}

function farthest(got: Float32Array, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - (got[i] as number))));
}

describe.each(golden.cases)("$name", (golden_case) => {
  test("silhouettes are equal byte for byte, and noise with them", () => {
    const stage = learned(golden_case);
    for (const frame of golden_case.frames) {
      const { mask, noise } = stage.segment(unpack(frame.rgba), golden_case.width, golden_case.height);
      expect(Buffer.from(mask).equals(unpack(frame.silhouette))).toBe(true);
      expect(noise).toBe(frame.noise);
    }
  });

  test("labels are equal and probabilities within the tolerance", () => {
    for (const frame of golden_case.frames) {
      const probabilities = classify(unpack(frame.silhouette));
      expect(loaded.manifest.labels[mostLikely(probabilities)]).toBe(frame.label);
      expect(farthest(probabilities, frame.probabilities)).toBeLessThanOrEqual(golden.tolerance);
    }
  });
});

describe("what the golden answers would catch", () => {
  const [first] = golden.cases as [Case];

  test("a frame that is brighter by one at a few pixels gives other bytes somewhere", () => {
    const stage = learned(first);
    const frames = first.frames.map(({ rgba }) =>
      unpack(rgba).map((value, i) => (i % 4 < 3 ? Math.min(value + 1, 255) : value)),
    );
    const equal = frames.map((rgba, i) => {
      const { mask } = stage.segment(rgba, first.width, first.height);
      return Buffer.from(mask).equals(unpack((first.frames[i] as (typeof first.frames)[number]).silhouette));
    });
    expect(equal).toContain(false);
  });

  test("two swapped labels", () => {
    const swapped = [...loaded.manifest.labels];
    [swapped[0], swapped[1]] = [swapped[1] as never, swapped[0] as never];
    const wrong = first.frames.filter(
      ({ silhouette, label }) => swapped[mostLikely(classify(unpack(silhouette)))] !== label,
    );
    expect(wrong.length).toBeGreaterThan(0);
  });

  test("a mask that is off by one row", () => {
    const { silhouette } = loaded.manifest;
    const shifted = first.frames.map((frame) => {
      const mask = unpack(frame.silhouette);
      const moved = new Uint8Array(mask.length);
      moved.set(mask.subarray(silhouette.width));
      return farthest(classify(moved), frame.probabilities);
    });
    expect(Math.max(...shifted)).toBeGreaterThan(golden.tolerance);
  });
});

describe("comparing a device with training", () => {
  const wanted = parseSilhouetteGolden(JSON.parse(JSON.stringify(golden)), manifestOf());
  const atOnce = async (): Promise<void> => undefined;

  function manifestOf(): SilhouetteManifest {
    return parseManifest(JSON.parse(readFileSync(`${currentFolder}/manifest.json`, "utf8"))) as SilhouetteManifest;
  }

  test("this one gives the same answers, and lets others run in between", async () => {
    let pauses = 0;
    const found = await compareSilhouettes(wanted, loaded.manifest, loaded.classifier, async () => void pauses++);
    expect(found).toMatchObject({ frames: 8, otherSilhouettes: 0, otherLabels: 0, passed: true });
    expect(found.farthest).toBeLessThanOrEqual(golden.tolerance);
    expect(pauses).toBeGreaterThan(60); // two backgrounds of thirty frames, and the frames
  });

  test("a network that gives no numbers does not pass", async () => {
    const broken = {
      classify: () => ({ probabilities: new Float32Array(6).fill(Number.NaN), inferenceMs: 0 as never }),
    };
    const found = await compareSilhouettes(wanted, loaded.manifest, broken, atOnce);
    expect([found.passed, found.farthest]).toEqual([false, Number.NaN]);
  });

  test("a network that is off by a little more than the tolerance does not pass", async () => {
    const off = {
      classify: (seen: Uint8Array, n: number) => {
        const { probabilities, inferenceMs } = loaded.classifier.classify(seen, n);
        return { probabilities: probabilities.map((value) => value + 3 * golden.tolerance), inferenceMs };
      },
    };
    const found = await compareSilhouettes(wanted, loaded.manifest, off, atOnce);
    expect([found.passed, found.otherLabels]).toEqual([false, 0]);
  });

  test.each([
    ["no cases", { tolerance: 0.001, cases: [] }],
    ["no tolerance", { cases: golden.cases }],
    ["an unknown label", JSON.parse(JSON.stringify(golden).replace('"fist"', '"fits"'))],
  ])("golden answers with %s are none", (_, value) => {
    expect(() => parseSilhouetteGolden(value, loaded.manifest)).toThrow("golden.");
  });
});
