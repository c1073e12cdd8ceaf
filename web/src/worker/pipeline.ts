/** One frame's way through the worker: a picture and the guide box in, background progress or an answer out. */

import { probability } from "../shared/gestures";
import type { Manifest } from "../shared/manifest";
import type { FrameRequest, Reply } from "../shared/messages";
import { areaMean } from "./area-mean";
import { Classifier } from "./classifier";
import type { ModelFiles } from "./download";
import { FrameReader } from "./frame";
import { BackgroundSubtraction, type SilhouetteStage } from "./silhouette";

/** The stages with their state: the learned background. */
export class Pipeline {
  private readonly frames = new FrameReader();

  private constructor(
    private readonly manifest: Manifest,
    private readonly stage: SilhouetteStage,
    private readonly classifier: Classifier,
  ) {}

  /** Loads and warms up the network. Throws when the model is not as its manifest says. */
  static async start(files: ModelFiles): Promise<Pipeline> {
    const stage = new BackgroundSubtraction(files.manifest.silhouette);
    return new Pipeline(files.manifest, stage, await Classifier.load(files));
  }

  /** Forgets the background. */
  reset(): void {
    this.stage.reset();
  }

  /** Does what the request asks with its picture, which stays open. A frame to name without background is skipped. */
  run({ number, task, picture, guide }: FrameRequest): Reply {
    // Late frames of a finished learning or of a background that was reset meanwhile are of no use.
    if ((task === "learn") === this.stage.learned) return { kind: "skipped", number };
    const rgba = this.frames.read(picture, guide);
    if (task === "learn") {
      const done = this.stage.learn(rgba, guide.width, guide.height);
      return { kind: "learned", number, progress: probability(this.stage.progress), done };
    }
    const { silhouette, input } = this.manifest;
    const { mask, noise } = this.stage.segment(rgba, guide.width, guide.height);
    const seen = areaMean(mask, silhouette.width, silhouette.height, 1, input.width, input.height);
    const { probabilities, inferenceMs } = this.classifier.classify(seen, 1);
    return { kind: "answer", number, probabilities, mask, silhouette: seen, noise: probability(noise), inferenceMs };
  }
}
