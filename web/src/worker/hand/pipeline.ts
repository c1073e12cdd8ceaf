/** One frame's way where the hand itself is seen. */

import { milliseconds } from "../../shared/gestures";
import type { FrameReply, FrameRequest, HandSeen, HandsAnswer } from "../../shared/messages";
import { Colours } from "../frame/colours";
import { FrameReader, sizeOf } from "../frame/frame";
import { type FrameImageKeeper, LONGEST } from "../frame/frame-image";
import { startKernel } from "../frame/kernel";
import { LightMeter } from "../frame/light";
import type { Pipeline } from "../frame/pipeline";
import type { Head } from "./head";
import type { HandModel } from "./model";
import type { OwnLayer } from "./own-layer";
import { HandRecogniser } from "./recogniser";

export class HandPipeline implements Pipeline {
  private readonly kernel = startKernel();
  private readonly frames = new FrameReader(new Colours(this.kernel));
  private readonly meter = new LightMeter();
  private readonly recogniser: HandRecogniser;
  /** What was said of a picture that stands still, and goes on standing there; null where none does. */
  private still: { readonly id: number; readonly answer: HandsAnswer } | null = null;

  /** The pipeline owns the model. */
  constructor(
    model: HandModel,
    private readonly photos: FrameImageKeeper,
  ) {
    this.recogniser = new HandRecogniser(model, this.kernel);
  }

  get model(): HandModel {
    return this.recogniser.model;
  }

  /**
   * Follows the same hands with another model, which it now owns; frees the one before, and lets go of the challenger,
   * which was compared with that. To be called between frames.
   */
  replace(model: HandModel): void {
    this.model.dispose();
    this.recogniser.model = model;
    this.recogniser.challenger = null;
    this.recogniser.own = null;
    this.still = null;
  }

  /** From now on this head answers too, which must be one of the model's own backbone; null: none does. */
  challenge(head: Head | null): void {
    this.recogniser.challenger = head;
    this.still = null;
  }

  /** Names hands by a person's own examples, too; null, and another model, go by the head alone. */
  personalise(own: OwnLayer | null): void {
    this.recogniser.own = own;
    this.still = null;
  }

  /** Forgets the hands that were followed. */
  reset(): void {
    this.recogniser.reset();
  }

  /** Names the hands of the request's picture. There is no background to learn here: such frames are skipped. */
  async run({ number, task, picture, still }: FrameRequest): Promise<FrameReply> {
    if (task === "learn") return { kind: "skipped", number };
    // The same picture comes again and again while a person looks at it: it is read and looked at once.
    if (still !== null && this.still?.id === still) return { ...this.still.answer, number };
    const start = performance.now();
    const [width, height] = sizeOf(picture);
    const rgba = await this.frames.read(picture, { x: 0, y: 0, width, height });
    const cameraMs = milliseconds(performance.now() - start);
    const light = this.meter.measure(rgba, width, height);
    const { recogniser } = this;
    const recognised =
      still === null ? recogniser.see(rgba, width, height, start) : recogniser.seeStill(rgba, width, height);
    const answer: HandsAnswer = { kind: "answer", way: "hand", number, width, height, cameraMs, light, ...recognised };
    if (still === null) for (const hand of answer.hands) this.keepPhoto(number, hand);
    else this.still = { id: still, answer: { ...answer, light: { ...light, repeats: true } } };
    return answer;
  }

  /** The page says later which hand it wants. */
  private keepPhoto(number: number, hand: HandSeen): void {
    if (!this.photos.isOn) return;
    const rgb = this.recogniser.crop(hand.square, LONGEST);
    const rgba = new Uint8ClampedArray(4 * LONGEST ** 2).fill(255);
    for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) rgba.set(rgb.subarray(from, from + 3), to);
    this.photos.keep(number, rgba, { width: LONGEST, height: LONGEST }, hand.id);
  }
}
