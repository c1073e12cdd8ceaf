/** The classifier with the published model on the wasm backend: tensors, batches, and what it refuses. */

import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { loadSilhouettes } from "../../evaluate/classify";
import type { SilhouetteManifest } from "../../shared/manifest";
import { currentFolder, golden, unpack } from "../../testing/current-model";
import { liveTensors } from "../network/backend";
import { fromFolder, type ModelFiles, readModel } from "../network/download";
import type { SilhouetteModel } from "./classifier";
import { Classifier } from "./classifier";
import { networkInput } from "./network-input";

const read = async (name: string): Promise<ArrayBuffer> =>
  new Uint8Array(readFileSync(`${currentFolder}/${name}`)).buffer;

let loaded: SilhouetteModel;
let silhouettes: Uint8Array[];
beforeAll(async () => {
  loaded = await loadSilhouettes(currentFolder);
  const { silhouette, input } = loaded.manifest;
  const shrink = (packed: string): Uint8Array =>
    networkInput(unpack(packed), silhouette.width, silhouette.height, input);
  silhouettes = golden.cases.flatMap(({ frames }) => frames.map((frame) => shrink(frame.silhouette)));
});

test("tensors stay flat over 1,000 frames", () => {
  const before = liveTensors();
  for (let i = 0; i < 1_000; i++) loaded.classifier.classify(silhouettes[i % silhouettes.length] as Uint8Array, 1);
  expect(liveTensors()).toBe(before);
}, 60_000);

test("probabilities are probabilities, and the time is measured", () => {
  const { probabilities, inferenceMs } = loaded.classifier.classify(silhouettes[0] as Uint8Array, 1);
  expect(probabilities).toHaveLength(loaded.manifest.labels.length);
  expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
  expect(inferenceMs).toBeGreaterThan(0);
});

test("a batch gives what its silhouettes give one by one", () => {
  const together = loaded.classifier.classify(Buffer.concat(silhouettes), silhouettes.length).probabilities;
  const alone = silhouettes.flatMap((each) => [...loaded.classifier.classify(each, 1).probabilities]);
  expect(together).toHaveLength(alone.length);
  expect(Math.max(...alone.map((value, i) => Math.abs(value - (together[i] as number))))).toBeLessThan(1e-5);
});

test("bytes that are no silhouettes are refused", () => {
  expect(() => loaded.classifier.classify(new Uint8Array(7), 1)).toThrow("7 bytes are not 1 silhouettes");
});

test("a model with another number of outputs than labels is refused, and disposing frees its weights", async () => {
  const files = (await readModel(fromFolder(read))) as ModelFiles<SilhouetteManifest>;
  const before = liveTensors();
  const again = await Classifier.load(files);
  expect(liveTensors()).toBeGreaterThan(before);
  again.dispose();
  expect(liveTensors()).toBe(before);
  const fewer = { ...files, manifest: { ...files.manifest, labels: files.manifest.labels.slice(1) } };
  await expect(Classifier.load(fewer)).rejects.toThrow("the manifest has 5 labels");
  expect(liveTensors()).toBe(before);
});
