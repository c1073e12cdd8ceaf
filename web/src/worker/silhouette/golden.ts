/**
 * Compares this device with the golden answers of a model of silhouettes.
 *
 * Training wrote them; web/src/worker/silhouette/golden.test.ts holds the code to them, and this the device.
 */

import { type Label, mostLikely } from "../../shared/gestures";
import type { SilhouetteManifest } from "../../shared/manifest";
import { finite, integer, list, oneOf, record, ShapeError, text } from "../../shared/strict";
import { type Comparison, nextTask, type Pause, some, unpack } from "../network/golden";
import type { Classifier } from "./classifier";
import { networkInput } from "./network-input";
import { BackgroundSubtraction, type SilhouetteStage } from "./silhouette";

interface GoldenFrame {
  /** Deflated, in base64: width × height × 4 bytes. */
  readonly rgba: string;
  /** Deflated, in base64: the exact mask at the working size. */
  readonly silhouette: string;
  readonly label: Label;
  readonly probabilities: readonly number[];
}

interface GoldenCase {
  readonly width: number;
  readonly height: number;
  /** Shown in order and again from the start until the background is learned. */
  readonly background: readonly string[];
  readonly frames: readonly GoldenFrame[];
}

export interface Golden {
  readonly tolerance: number;
  readonly cases: readonly GoldenCase[];
}

/** What differs. */
export interface SilhouetteComparison extends Comparison {
  /** Frames whose silhouette has another byte somewhere. */
  readonly otherSilhouettes: number;
  readonly otherLabels: number;
}

/** Reads golden.json. Throws ShapeError. */
export function parseSilhouetteGolden(value: unknown, { labels }: SilhouetteManifest): Golden {
  const fields = record(value, "golden");
  return {
    tolerance: finite(fields.tolerance, "golden.tolerance", 0, 1),
    cases: some(fields.cases, "golden.cases").map((each, i) => parseCase(each, `golden.cases[${i}]`, labels)),
  };
}

/** Runs every golden frame by the way that the camera's take, a few milliseconds at a time. */
export async function compareSilhouettes(
  golden: Golden,
  manifest: SilhouetteManifest,
  classifier: Pick<Classifier, "classify">,
  pause: Pause = nextTask,
): Promise<SilhouetteComparison> {
  const { silhouette, input, labels } = manifest;
  let [frames, otherSilhouettes, otherLabels, farthest] = [0, 0, 0, 0];
  for (const each of golden.cases) {
    const stage = await learned(each, manifest, pause);
    for (const frame of each.frames) {
      const rgba = await unpack(frame.rgba);
      const expected = await unpack(frame.silhouette);
      await pause();
      const { mask } = stage.segment(rgba, each.width, each.height);
      if (!isEqual(mask, expected)) otherSilhouettes++;
      // From the expected mask, so that one deviation does not hide behind another.
      const seen = networkInput(expected, silhouette.width, silhouette.height, input);
      const { probabilities } = classifier.classify(seen, 1);
      if (labels[mostLikely(probabilities)] !== frame.label) otherLabels++;
      for (const [i, value] of frame.probabilities.entries()) {
        farthest = Math.max(farthest, Math.abs(value - (probabilities[i] as number)));
      }
      frames++;
    }
  }
  // NaN is not within any tolerance.
  const isNear = farthest <= golden.tolerance;
  const differences = `${otherLabels} other names and ${otherSilhouettes} other silhouettes`;
  const passed = isNear && otherSilhouettes + otherLabels === 0;
  return { frames, otherSilhouettes, otherLabels, farthest, differences, passed };
}

async function learned(golden: GoldenCase, { silhouette }: SilhouetteManifest, pause: Pause): Promise<SilhouetteStage> {
  const stage = new BackgroundSubtraction(silhouette);
  const shots = await Promise.all(golden.background.map(unpack));
  for (let shot = 0; !stage.learn(shots[shot % shots.length] as Uint8Array, golden.width, golden.height); shot++) {
    await pause();
  }
  return stage;
}

function parseCase(value: unknown, path: string, labels: readonly Label[]): GoldenCase {
  const fields = record(value, path);
  return {
    width: integer(fields.width, `${path}.width`, 1),
    height: integer(fields.height, `${path}.height`, 1),
    background: some(fields.background, `${path}.background`).map((each, i) => text(each, `${path}.background[${i}]`)),
    frames: some(fields.frames, `${path}.frames`).map((each, i) => parseFrame(each, `${path}.frames[${i}]`, labels)),
  };
}

function parseFrame(value: unknown, path: string, labels: readonly Label[]): GoldenFrame {
  const fields = record(value, path);
  const probabilities = list(fields.probabilities, `${path}.probabilities`);
  if (probabilities.length !== labels.length) throw new ShapeError(`${path}.probabilities`, "one for each label");
  return {
    rgba: text(fields.rgba, `${path}.rgba`),
    silhouette: text(fields.silhouette, `${path}.silhouette`),
    label: oneOf(fields.label, `${path}.label`, labels),
    probabilities: probabilities.map((each, i) => finite(each, `${path}.probabilities[${i}]`, 0, 1)),
  };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
