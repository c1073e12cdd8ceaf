/** One frame's way through the worker: a picture and the guide box in, background progress or an answer out. */

import { milliseconds, probability } from "../shared/gestures";
import type { Manifest } from "../shared/manifest";
import type { Answer, FrameReply, FrameRequest, Rect, Task } from "../shared/messages";
import { Classifier } from "./classifier";
import type { ModelFiles } from "./download";
import { FrameReader } from "./frame";
import { networkInput } from "./network-input";
import type { Own } from "./own";
import type { PhotoKeeper } from "./photo";
import { BackgroundSubtraction, type SilhouetteStage } from "./silhouette";

/** The stages with their state: the learned background. */
export class Pipeline {
  private readonly frames = new FrameReader();
  /** One person's way of showing gestures, as the network in use sees it. */
  private own: Own | null = null;

  private constructor(
    private current: Manifest,
    private stage: SilhouetteStage,
    private network: Classifier,
    private readonly photos: PhotoKeeper,
  ) {}

  /** Loads and warms up the network. Throws when the model is not as its manifest says. */
  static async start(files: ModelFiles, photos: PhotoKeeper): Promise<Pipeline> {
    const stage = new BackgroundSubtraction(files.manifest.silhouette);
    return new Pipeline(files.manifest, stage, await Classifier.load(files), photos);
  }

  get manifest(): Manifest {
    return this.current;
  }

  get classifier(): Classifier {
    return this.network;
  }

  /**
   * Goes on with another network, which it now owns; frees the one before. To be called between two frames.
   *
   * False when the background must be learned again, because the new model looks at it in another way.
   */
  replace(manifest: Manifest, classifier: Classifier): boolean {
    const isSameStage = JSON.stringify(manifest.silhouette) === JSON.stringify(this.current.silhouette);
    if (!isSameStage) this.stage = new BackgroundSubtraction(manifest.silhouette);
    this.network.dispose();
    [this.current, this.network, this.own] = [manifest, classifier, null];
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
    return { kind: "answer", number, cameraMs, ...this.answer(rgba, guide) };
  }

  private answer(rgba: Uint8ClampedArray, guide: Rect): Omit<Answer, "kind" | "number" | "cameraMs"> {
    const { silhouette, input } = this.current;
    const start = performance.now();
    const { mask, noise } = this.stage.segment(rgba, guide.width, guide.height);
    const seen = networkInput(mask, silhouette.width, silhouette.height, input);
    const silhouetteMs = milliseconds(performance.now() - start);
    const { probabilities, own, inferenceMs } = this.own?.classify(seen) ?? {
      ...this.network.classify(seen, 1),
      own: null,
    };
    return { probabilities, own, mask, silhouette: seen, noise: probability(noise), inferenceMs, silhouetteMs };
  }

  /** Frames to learn from when all is learned, and frames to name when nothing is, are of no use. */
  private isTooLate(task: Task): boolean {
    return (task === "learn") === this.stage.learned;
  }
}
