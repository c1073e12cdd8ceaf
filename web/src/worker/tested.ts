/** Loads a model that nobody waits for, once it gave its golden answers here. */

import type { Manifest } from "../shared/manifest";
import { compareHands, parseHandGolden } from "./hand/golden";
import { HandModel } from "./hand/model";
import { fetched, type ModelFiles, readGolden, type Source } from "./network/download";
import type { Comparison } from "./network/golden";
import type { SilhouetteModel } from "./silhouette/classifier";

/** A model of either way, loaded and warm. */
export type Model = HandModel | SilhouetteModel;

/** What only background mode needs. Throws DownloadError where it cannot be fetched. */
export const backgroundMode = () => fetched(import("./silhouette/background-mode"));

/** The model of verified files. Throws where a part is not as it says. */
export async function loadModel({ manifest, bytes }: ModelFiles): Promise<Model> {
  if (manifest.way === "hand") return HandModel.load({ manifest, bytes });
  return (await backgroundMode()).SilhouetteModel.load({ manifest, bytes });
}

/** The model, which gave its golden answers. Throws, and frees it, where it gave others. */
export async function testedModel(model: Model, source: Source): Promise<Model> {
  try {
    demandEqual(await compareWith(source, model));
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

/** A model is asked for by its id; another one under its address is a mistake of whoever published it. */
export function checkAddress({ id }: Manifest, manifestPath: string): void {
  if (manifestPath.split("/").at(-2) !== id) throw new Error(`the manifest is that of ${id}`);
}

/** Compares this device's answers with the golden ones. */
export async function compareWith(source: Source, model: Model): Promise<Comparison> {
  const golden = await readGolden(model.manifest, source);
  if (model.way === "hand") return compareHands(parseHandGolden(golden, model.manifest), model);
  const { compareSilhouettes, parseSilhouetteGolden } = await backgroundMode();
  return compareSilhouettes(parseSilhouetteGolden(golden, model.manifest), model.manifest, model.classifier);
}

function demandEqual({ passed, frames, differences, farthest }: Comparison): void {
  if (passed) return;
  throw new Error(
    `it does not answer here as it did in training: ${differences} in ${frames} pictures, ` +
      `probabilities up to ${farthest.toFixed(3)} off`,
  );
}
