/** A model that nobody waits for: where it comes from in; its network, once it gave its golden answers here, out. */

import type { Manifest } from "../shared/manifest";
import { Classifier } from "./classifier";
import { readGolden, readModel, type Source } from "./download";
import { type Comparison, compare, parseGolden } from "./golden";

export interface TestedModel {
  readonly manifest: Manifest;
  readonly classifier: Classifier;
}

/** Throws, and keeps nothing, where the files are others than described or the network answers other than in training. */
export async function loadTested(source: Source, manifestPath: string): Promise<TestedModel> {
  const files = await readModel(source);
  checkAddress(files.manifest, manifestPath);
  const classifier = await Classifier.load(files);
  try {
    demandEqual(await compareWith(source, files.manifest, classifier));
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return { manifest: files.manifest, classifier };
}

/** A model is asked for by its id; another one under its address is a mistake of whoever published it. */
export function checkAddress({ id }: Manifest, manifestPath: string): void {
  if (manifestPath.split("/").at(-2) !== id) throw new Error(`the manifest is that of ${id}`);
}

/** Compares this device's answers with the golden ones. */
export async function compareWith(source: Source, manifest: Manifest, classifier: Classifier): Promise<Comparison> {
  return compare(parseGolden(await readGolden(manifest, source), manifest), manifest, classifier);
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function demandEqual({ passed, frames, otherSilhouettes, otherLabels, farthest }: Comparison): void {
  if (passed) return;
  const differences = `${otherLabels} other names and ${otherSilhouettes} other silhouettes in ${frames} pictures`;
  throw new Error(
    `it does not answer here as it did in training: ${differences}, probabilities up to ${farthest.toFixed(3)} off`,
  );
}
