/** One frame's way where its silhouette is seen: background first, then answers. */

import { milliseconds, probability } from "../../shared/gestures";
import type { SilhouetteParameters } from "../../shared/manifest";
import type { FrameReply, FrameRequest, Rect, SilhouetteAnswer, Task } from "../../shared/messages";
import { Colours } from "../frame/colours";
import { FrameReader } from "../frame/frame";
import type { FrameImageKeeper } from "../frame/frame-image";
import { type Kernel, startKernel } from "../frame/kernel";
import type { Pipeline } from "../frame/pipeline";
import type { SilhouetteModel } from "./classifier";
import { networkInput } from "./network-input";
import { BackgroundSubtraction, type SilhouetteStage } from "./silhouette";

/** What has one kernel, so that a frame's pixels are not copied from one to the other. */
interface Stages {
  readonly kernel: Kernel;
  readonly frames: FrameReader;
  /** With the learned background. */
  readonly silhouette: SilhouetteStage;
}

export class SilhouettePipeline implements Pipeline {
  private stages: Stages;

  /** The pipeline owns the model. */
  constructor(
    private current: SilhouetteModel,
    private readonly photos: FrameImageKeeper,
  ) {
    this.stages = startStages(current.manifest.silhouette);
  }

  get model(): SilhouetteModel {
    return this.current;
  }

  /**
   * Goes on with another model, which it now owns; frees the one before. To be called between two frames.
   *
   * False when the background must be learned again, because the new model looks at it in another way.
   */
  replace(model: SilhouetteModel): boolean {
    const { silhouette } = model.manifest;
    const isSameStage = JSON.stringify(silhouette) === JSON.stringify(this.current.manifest.silhouette);
    if (!isSameStage) this.stages = startStages(silhouette);
    this.current.dispose();
    this.current = model;
    return isSameStage;
  }

  /** Forgets the background. */
  reset(): void {
    this.stages.silhouette.reset();
  }

  /** Does what the request asks with its picture, which stays open. A frame that comes too late is skipped. */
  async run({ number, task, picture, guide }: FrameRequest): Promise<FrameReply> {
    if (this.isTooLate(task)) return { kind: "skipped", number };
    const start = performance.now();
    const rgba = await this.stages.frames.read(picture, guide);
    const cameraMs = milliseconds(performance.now() - start);
    // The background may have been reset while the pixels were read.
    if (this.isTooLate(task)) return { kind: "skipped", number };
    if (task === "learn") {
      const done = this.stages.silhouette.learn(rgba, guide.width, guide.height);
      return { kind: "learned", number, progress: probability(this.stages.silhouette.progress), done };
    }
    this.photos.keep(number, rgba, guide);
    return { kind: "answer", way: "silhouette", number, cameraMs, ...this.answer(rgba, guide) };
  }

  private answer(rgba: Uint8ClampedArray, guide: Rect): Omit<SilhouetteAnswer, "kind" | "way" | "number" | "cameraMs"> {
    const { silhouette, input } = this.current.manifest;
    const start = performance.now();
    const { mask, noise } = this.stages.silhouette.segment(rgba, guide.width, guide.height);
    const seen = networkInput(mask, silhouette.width, silhouette.height, input, this.stages.kernel);
    const silhouetteMs = milliseconds(performance.now() - start);
    const answer = this.current.classifier.classify(seen, 1);
    return { ...answer, mask, silhouette: seen, noise: probability(noise), silhouetteMs };
  }

  /** Frames to learn from when all is learned, and frames to name when nothing is, are of no use. */
  private isTooLate(task: Task): boolean {
    return (task === "learn") === this.stages.silhouette.learned;
  }
}

function startStages(parameters: SilhouetteParameters): Stages {
  const kernel = startKernel();
  const frames = new FrameReader(new Colours(kernel));
  return { kernel, frames, silhouette: new BackgroundSubtraction(parameters, kernel) };
}
