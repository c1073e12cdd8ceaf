/** Loads a model that sees silhouettes. */

import type { SilhouetteManifest } from "../../shared/manifest";
import type { ModelFiles } from "../network/download";
import { Classifier } from "./classifier";

export class SilhouetteModel {
  readonly way = "silhouette";

  private constructor(
    readonly manifest: SilhouetteManifest,
    readonly classifier: Classifier,
  ) {}

  /** Throws, and keeps nothing, where the network is not as the manifest says. */
  static async load(files: ModelFiles<SilhouetteManifest>): Promise<SilhouetteModel> {
    return new SilhouetteModel(files.manifest, await Classifier.load(files));
  }

  /** Frees the weights. */
  dispose(): void {
    this.classifier.dispose();
  }
}
