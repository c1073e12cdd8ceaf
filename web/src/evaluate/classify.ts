/** Classifies silhouettes outside the browser with the page's own code. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { startBackend } from "../worker/network/backend";
import { fromFolder, readModel } from "../worker/network/download";
import type { SilhouetteModel } from "../worker/silhouette/classifier";
import { networkInput } from "../worker/silhouette/network-input";
import { loadModel, type Model } from "../worker/tested";

const BATCH = 64;
const HEADER = 12; // uint32 width, height and n, little endian

/** Folder of the backend's wasm files, with a slash at its end. */
export function wasmFolder(): string {
  return `${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`;
}

/** Loads the model of a folder in Node, verified as the page verifies it. */
export async function loadFromFolder(folder: string): Promise<Model> {
  const read = async (name: string): Promise<ArrayBuffer> => new Uint8Array(await readFile(join(folder, name))).buffer;
  const [files] = await Promise.all([readModel(fromFolder(read)), startBackend(wasmFolder())]);
  return loadModel(files);
}

/** The same of a model of silhouettes. Throws a RangeError where it is of another way. */
export async function loadSilhouettes(folder: string): Promise<SilhouetteModel> {
  const model = await loadFromFolder(folder);
  if (model.way === "silhouette") return model;
  model.dispose();
  throw new RangeError(`${model.manifest.id} sees hands, not silhouettes`);
}

/**
 * Probabilities (n × labels, float32) of a stream: uint32 width, height and n, then n × height × width bytes.
 *
 * Throws a RangeError where the stream is not as long as it says.
 */
export async function classify(folder: string, stream: Buffer): Promise<Float32Array> {
  if (stream.length < HEADER) throw new RangeError("the stream ends in its header");
  const [width, height, n] = [stream.readUInt32LE(0), stream.readUInt32LE(4), stream.readUInt32LE(8)];
  if (stream.length !== HEADER + n * width * height) {
    throw new RangeError(`the stream has ${stream.length} bytes, not 12 + ${n}×${height}×${width}`);
  }
  const { classifier, manifest } = await loadSilhouettes(folder);
  const { input } = manifest;
  const answers: Float32Array[] = [];
  for (let first = 0; first < n; first += BATCH) {
    const count = Math.min(BATCH, n - first);
    const batch = new Uint8Array(count * input.width * input.height);
    for (let i = 0; i < count; i++) {
      const start = HEADER + (first + i) * width * height;
      const picture = stream.subarray(start, start + width * height);
      const small = networkInput(picture, width, height, input);
      batch.set(small, i * small.length);
    }
    answers.push(classifier.classify(batch, count).probabilities);
  }
  classifier.dispose();
  return Float32Array.from(answers.flatMap((answer) => Array.from(answer)));
}
