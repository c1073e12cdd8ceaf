/** The model that classifies silhouettes. */

import { type Milliseconds, milliseconds } from "../../shared/gestures";
import type { SilhouetteManifest } from "../../shared/manifest";
import type { ModelFiles } from "../network/download";
import { Graph } from "../network/graph";

export interface Classification {
  /** n × labels, in the order of the manifest's labels. */
  readonly probabilities: Float32Array;
  /** From handing the pixels to the network to having its answer in JavaScript. */
  readonly inferenceMs: Milliseconds;
}

/** A loaded and warmed-up network. */
export class Classifier {
  private constructor(
    private readonly graph: Graph,
    private readonly manifest: SilhouetteManifest,
  ) {}

  /** Builds the network from the bytes and runs it once. Throws when its shape is not what the manifest says. */
  static async load({ manifest, bytes }: ModelFiles<SilhouetteManifest>): Promise<Classifier> {
    const classifier = new Classifier(Graph.load(bytes, manifest.graph.path), manifest);
    const { width, height } = manifest.input;
    try {
      classifier.classify(new Uint8Array(width * height), 1);
    } catch (error) {
      classifier.dispose();
      throw error;
    }
    return classifier;
  }

  /** Probabilities of `n` silhouettes (n × height × width bytes, 0 … 255). Throws a RangeError on another length. */
  classify(silhouettes: Uint8Array, n: number): Classification {
    const { labels, input } = this.manifest;
    const { width, height } = input;
    if (silhouettes.length !== n * width * height) {
      throw new RangeError(`${silhouettes.length} bytes are not ${n} silhouettes of ${width}×${height}`);
    }
    const start = performance.now();
    const [probabilities] = this.graph.run(silhouettes, [n, height, width, 1]) as [Float32Array];
    const inferenceMs = milliseconds(performance.now() - start);
    if (probabilities.length !== n * labels.length) {
      throw new RangeError(
        `the network gives ${probabilities.length / n} numbers, the manifest has ${labels.length} labels`,
      );
    }
    return { probabilities, inferenceMs };
  }

  /** Frees the network's weights. */
  dispose(): void {
    this.graph.dispose();
  }
}

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
