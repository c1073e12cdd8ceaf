/** One frame's way where its silhouette is seen: background first, then answers. */

import { type Label, milliseconds, probability } from "../../shared/gestures";
import { isBlack } from "../../shared/light";
import type { SilhouetteParameters } from "../../shared/manifest";
import type { FrameReply, FrameRequest, Learned, Rect, SilhouetteAnswer, Size, Task } from "../../shared/messages";
import { Colours } from "../frame/colours";
import { FrameReader } from "../frame/frame";
import type { FrameImageKeeper } from "../frame/frame-image";
import { type Kernel, startKernel } from "../frame/kernel";
import { LightMeter } from "../frame/light";
import type { Pipeline } from "../frame/pipeline";
import { BackgroundGuard } from "./background-guard";
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

/** Looking for hands takes more than learning: a background must not take a slow device three times as long. */
const LOOK_EVERY = 3;
/** A single frame may look like a hand where there is none. */
const FRAMES_WITH_HAND = 2;

type Answered = Omit<SilhouetteAnswer, "kind" | "way" | "number" | "cameraMs">;

export class SilhouettePipeline implements Pipeline {
  private stages: Stages;
  private readonly meter = new LightMeter();
  private readonly guard = new BackgroundGuard();
  /** Frames that were learned from, and in how many looks in a row a hand was seen meanwhile. */
  private learnt = 0;
  private framesWithHand = 0;

  /** The pipeline owns the model. `seesHand` says whether there is a hand in a request's box, as far as anybody knows. */
  constructor(
    private current: SilhouetteModel,
    private readonly photos: FrameImageKeeper,
    private readonly seesHand: (request: FrameRequest) => Promise<boolean> = async () => false,
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
    this.guard.reset();
    this.learnt = this.framesWithHand = 0;
  }

  /** Does what the request asks with its picture, which stays open. A frame that comes too late is skipped. */
  async run(request: FrameRequest): Promise<FrameReply> {
    const { number, task, picture, guide } = request;
    if (this.isTooLate(task)) return { kind: "skipped", number };
    const start = performance.now();
    const rgba = await this.stages.frames.read(picture, guide);
    const cameraMs = milliseconds(performance.now() - start);
    // The background may have been reset while the pixels were read.
    if (this.isTooLate(task)) return { kind: "skipped", number };
    if (task === "learn") return this.learn(request, rgba);
    this.photos.keep(number, rgba, guide);
    return { kind: "answer", way: "silhouette", number, cameraMs, ...this.answer(rgba, guide) };
  }

  /** Takes a frame into the background, or begins anew where it would spoil it. */
  private async learn(request: FrameRequest, rgba: Uint8ClampedArray): Promise<Learned> {
    const { number, guide } = request;
    const { silhouette } = this.stages;
    let trouble = request.file ? null : this.guard.look(rgba, guide.width, guide.height);
    if (trouble === null) silhouette.learn(rgba, guide.width, guide.height);
    if (!request.file && this.learnt++ % LOOK_EVERY === 0) {
      this.framesWithHand = (await this.seesHand(request)) ? this.framesWithHand + 1 : 0;
    }
    if (this.framesWithHand >= FRAMES_WITH_HAND) trouble = "hand";
    if (trouble !== null) silhouette.reset();
    return { kind: "learned", number, progress: probability(silhouette.progress), done: silhouette.learned, trouble };
  }

  private answer(rgba: Uint8ClampedArray, guide: Rect): Answered {
    const { silhouette, input, labels } = this.current.manifest;
    const start = performance.now();
    const light = this.meter.measure(rgba, guide.width, guide.height);
    if (isBlack(light)) return { ...nothingSeen(labels, silhouette, input), light };
    const { mask, noise } = this.stages.silhouette.segment(rgba, guide.width, guide.height);
    const seen = networkInput(mask, silhouette.width, silhouette.height, input, this.stages.kernel);
    const silhouetteMs = milliseconds(performance.now() - start);
    const answer = this.current.classifier.classify(seen, 1);
    return { ...answer, mask, silhouette: seen, noise: probability(noise), silhouetteMs, light };
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

/** Black frames would teach the background that it is black: nothing of them is looked at. */
function nothingSeen(labels: readonly Label[], mask: Size, input: Size): Omit<Answered, "light"> {
  return {
    probabilities: Float32Array.from(labels, (label) => (label === "none" ? 1 : 0)),
    mask: new Uint8Array(mask.width * mask.height),
    silhouette: new Uint8Array(input.width * input.height),
    noise: probability(0),
    inferenceMs: milliseconds(0),
    silhouetteMs: milliseconds(0),
  };
}
