/** One frame's way where its silhouette is seen: a picture and the guide box in, background progress or an answer out. */

import { milliseconds, probability } from "../../shared/gestures";
import type { FrameReply, FrameRequest, Rect, SilhouetteAnswer, Task } from "../../shared/messages";
import { FrameReader } from "../frame/frame";
import type { PhotoKeeper } from "../frame/photo";
import type { Pipeline } from "../frame/pipeline";
import type { SilhouetteModel } from "./model";
import { networkInput } from "./network-input";
import type { Own } from "./personal";
import { BackgroundSubtraction, type SilhouetteStage } from "./silhouette";

/** The stages with their state: the learned background. */
export class SilhouettePipeline implements Pipeline {
  private readonly frames = new FrameReader();
  private stage: SilhouetteStage;
  /** One person's way of showing gestures, as the network in use sees it. */
  private own: Own | null = null;

  /** The pipeline owns the model. */
  constructor(
    private current: SilhouetteModel,
    private readonly photos: PhotoKeeper,
  ) {
    this.stage = new BackgroundSubtraction(current.manifest.silhouette);
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
    if (!isSameStage) this.stage = new BackgroundSubtraction(silhouette);
    this.current.dispose();
    [this.current, this.own] = [model, null];
    return isSameStage;
  }

  /** Has a person's own examples tell gestures apart; null, and another network, go by the network alone. */
  useOwn(own: Own | null): void {
    this.own = own;
  }

  /** Forgets the background. */
  reset(): void {
    this.stage.reset();
  }

  /** Does what the request asks with its picture, which stays open. A frame that comes too late is skipped. */
  async run({ number, task, picture, guide }: FrameRequest): Promise<FrameReply> {
    if (this.isTooLate(task)) return { kind: "skipped", number };
    const start = performance.now();
    const rgba = await this.frames.read(picture, guide);
    const cameraMs = milliseconds(performance.now() - start);
    // The background may have been reset while the pixels were read.
    if (this.isTooLate(task)) return { kind: "skipped", number };
    if (task === "learn") {
      const done = this.stage.learn(rgba, guide.width, guide.height);
      return { kind: "learned", number, progress: probability(this.stage.progress), done };
    }
    this.photos.keep(number, rgba, guide);
    return { kind: "answer", way: "silhouette", number, cameraMs, ...this.answer(rgba, guide) };
  }

  private answer(rgba: Uint8ClampedArray, guide: Rect): Omit<SilhouetteAnswer, "kind" | "way" | "number" | "cameraMs"> {
    const { silhouette, input } = this.current.manifest;
    const start = performance.now();
    const { mask, noise } = this.stage.segment(rgba, guide.width, guide.height);
    const seen = networkInput(mask, silhouette.width, silhouette.height, input);
    const silhouetteMs = milliseconds(performance.now() - start);
    const { probabilities, own, inferenceMs } = this.own?.classify(seen) ?? {
      ...this.current.classifier.classify(seen, 1),
      own: null,
    };
    return { probabilities, own, mask, silhouette: seen, noise: probability(noise), inferenceMs, silhouetteMs };
  }

  /** Frames to learn from when all is learned, and frames to name when nothing is, are of no use. */
  private isTooLate(task: Task): boolean {
    return (task === "learn") === this.stage.learned;
  }
}
