/** Answers by a person's own examples: the network in use and the examples in, both answers to a silhouette out. */

import { milliseconds } from "../../shared/gestures";
import type { SilhouetteManifest } from "../../shared/manifest";
import type { OwnExample } from "../../shared/personal-example";
import type { Classification, Classifier } from "./classifier";
import { type LastLayer, lastLayer } from "./last-layer";
import { ownLayer, ownProbabilities } from "./personal-layer";

/** A model that is loaded. */
interface Model {
  readonly classifier: Classifier;
  readonly manifest: SilhouetteManifest;
}

/** What the network says, and what it says with the person's own last layer. */
export interface OwnClassification extends Classification {
  readonly own: Float32Array;
}

export class Own {
  private constructor(
    private readonly classifier: Classifier,
    private readonly nodes: readonly [output: string, features: string],
    private readonly layer: LastLayer,
    private readonly none: number,
  ) {}

  /** Throws a RangeError where this network's last layer cannot be fitted, or the examples were made for another. */
  static of(examples: readonly OwnExample[], { classifier, manifest }: Model): Own {
    const { labels, input } = manifest;
    const isOfInput = ({ kind = "silhouette", width, height }: OwnExample): boolean =>
      kind === input.kind && width === input.width && height === input.height;
    if (!examples.every(isOfInput)) {
      throw new RangeError("Your examples were made for another model. Forget them and take them again.");
    }
    const { output, features, layer } = lastLayer(classifier);
    const silhouettes = new Uint8Array(examples.length * input.width * input.height);
    examples.forEach(({ silhouette }, i) => {
      silhouettes.set(silhouette, i * silhouette.length);
    });
    const [seen] = classifier.values(silhouettes, examples.length, [features]) as [Float32Array];
    const named = examples.map(({ gesture }) => labels.indexOf(gesture));
    const none = labels.indexOf("none");
    const own = ownLayer(layer, { features: seen, labels: named }, none);
    return new Own(classifier, [output, features], own, none);
  }

  /** Both answers to one silhouette of the manifest's input size, in one run of the network. */
  classify(silhouette: Uint8Array): OwnClassification {
    const start = performance.now();
    const [probabilities, features] = this.classifier.values(silhouette, 1, this.nodes) as [Float32Array, Float32Array];
    const own = ownProbabilities(probabilities, this.layer, features, this.none);
    return { probabilities, own, inferenceMs: milliseconds(performance.now() - start) };
  }
}
