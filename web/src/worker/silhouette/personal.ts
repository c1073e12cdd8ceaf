/** Classifies with a person's own last layer beside the network's. */

import { milliseconds } from "../../shared/gestures";
import type { SilhouetteManifest } from "../../shared/manifest";
import type { PersonalExample } from "../../shared/messages";
import type { Classification, Classifier } from "./classifier";
import { type LastLayer, lastLayer } from "./last-layer";
import { personalLayer, personalProbabilities } from "./personal-layer";

/** A model that is loaded. */
interface Model {
  readonly classifier: Classifier;
  readonly manifest: SilhouetteManifest;
}

/** What the network says, and what it says with the person's own last layer. */
export interface PersonalClassification extends Classification {
  readonly personal: Float32Array;
}

export class PersonalClassifier {
  private constructor(
    private readonly classifier: Classifier,
    private readonly nodes: readonly [output: string, features: string],
    private readonly layer: LastLayer,
    private readonly none: number,
  ) {}

  /** Throws a RangeError where this network's last layer cannot be fitted, or the examples were made for another. */
  static of(examples: readonly PersonalExample[], { classifier, manifest }: Model): PersonalClassifier {
    const { labels, input } = manifest;
    const isOfInput = ({ kind = "silhouette", width, height }: PersonalExample): boolean =>
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
    const personal = personalLayer(layer, { features: seen, labels: named }, none);
    return new PersonalClassifier(classifier, [output, features], personal, none);
  }

  /** Both answers to one silhouette of the manifest's input size, in one run of the network. */
  classify(silhouette: Uint8Array): PersonalClassification {
    const start = performance.now();
    const [probabilities, features] = this.classifier.values(silhouette, 1, this.nodes) as [Float32Array, Float32Array];
    const personal = personalProbabilities(probabilities, this.layer, features, this.none);
    return { probabilities, personal, inferenceMs: milliseconds(performance.now() - start) };
  }
}
