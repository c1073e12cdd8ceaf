/** Makes samples of answers and of what a person says of them; nothing without consent. */

import type { LabelSource, Sample, SampleWithImages } from "../api/batch";
import { type Account, allows, CONSENT_VERSION } from "../api/consent";
import type { Recorded } from "../recognise/answers";
import type { PromptResult } from "../recognise/labelling";
import type { Recogniser } from "../recognise/recogniser";
import { type Label, mostLikely } from "../shared/gestures";
import type { FrameImage } from "../shared/messages";
import type { CaptureClock } from "./capture-clock";
import { type NetworkInput, networkInputOf, probabilitiesOf } from "./network-input";
import { sampleId } from "./sample-id";
import type { Decision, Sampler } from "./sampler";
import { sceneOf } from "./scene";
import type { Difference, Shadow } from "./shadow";
import { Tracking } from "./tracking";

export interface RecorderParts {
  readonly device: string;
  readonly sampler: Pick<Sampler, "decide" | "labelled" | "contradicted">;
  readonly shadow: Pick<Shadow, "setOwner" | "compare" | "describe">;
  readonly clock: Pick<CaptureClock, "now">;
  readonly photos: Pick<Recogniser, "keepFrameImages" | "takeFrameImage">;
  readonly keep: (owner: string, sample: SampleWithImages) => void;
  readonly sessionId: string;
}

/** An answer older than this is not what the person is showing now. */
const NEWEST_MS = 500;
/** A choice that takes longer than this was forgotten. */
const HELD_MS = 60_000;

/** An answer, and what a challenger says of it where that differs. */
interface Compared {
  readonly recorded: Recorded;
  readonly difference: Difference | null;
}

/** An answer that becomes a sample, with what would be gone by the time that it is taken. */
interface Caught extends Compared {
  readonly capturedAt: string;
  /** null: photos are not allowed. */
  readonly photo: Promise<FrameImage | null> | null;
}

/** Why it is taken, and what a person said of it. */
interface Said {
  readonly decision: Decision;
  readonly label_source: LabelSource;
  readonly shown: Label | null;
}

export class Recorder {
  private owner: string | null = null;
  private withPhotos = false;
  private newest: Compared | null = null;
  private tracking = new Tracking();
  /** The answer that a person called wrong, until they say what was right. */
  private held: { readonly caught: Caught; readonly at: number } | null = null;

  constructor(private readonly parts: RecorderParts) {}

  /** Says who is logged in; samples are taken only with consent. */
  setAccount(account: Account | null): void {
    const owner = account !== null && allows(account, "shapes") ? account.name : null;
    const withPhotos = owner !== null && allows(account, "photos");
    if (owner !== this.owner) {
      this.held = this.newest = null;
      this.tracking = new Tracking();
    }
    if (withPhotos !== this.withPhotos) this.parts.photos.keepFrameImages(withPhotos);
    this.owner = owner;
    this.parts.shadow.setOwner(owner);
    this.withPhotos = withPhotos;
  }

  /** Looks at an answer in free use. */
  consider(recorded: Recorded): void {
    const difference = this.owner === null ? null : this.parts.shadow.compare(recorded);
    this.newest = { recorded, difference };
    if (this.owner === null) return;
    this.tracking.consider(recorded.answer, recorded.at);
    const { changed, at, manifest } = recorded;
    const [input, probabilities] = [networkInputOf(recorded), probabilitiesOf(recorded)];
    const uncertainBelow = manifest.thresholds.gesture;
    const decision =
      this.parts.sampler.decide({ probabilities, input, uncertainBelow, changed, at }) ??
      (difference && this.parts.sampler.contradicted(input, at));
    if (decision !== null) void this.take(this.catch(this.newest), { decision, label_source: "none", shown: null });
  }

  /** Takes the newest answer as a sample of what the person says is being shown. */
  prompt(label: Label, at: number): PromptResult {
    return this.takeLabelled(null, label, "prompted", at);
  }

  /** Remembers the newest answer as the one that `correct` speaks of: choosing takes longer than a hand is held. */
  hold(at: number): PromptResult {
    if (this.owner === null) return "not-allowed";
    const newest = this.newestAt(at);
    this.held = newest === null ? null : { caught: this.catch(newest), at };
    return newest === null ? "no-answer" : "taken";
  }

  /** Takes the answer that was held, else the newest, as a wrong one: what was shown is `label`. */
  correct(label: Label, at: number): PromptResult {
    const held = this.held !== null && at - this.held.at <= HELD_MS ? this.held.caught : null;
    this.held = null;
    return this.takeLabelled(held, label, "corrected", at);
  }

  private newestAt(at: number): Compared | null {
    return this.newest !== null && at - this.newest.recorded.at <= NEWEST_MS ? this.newest : null;
  }

  private catch(compared: Compared): Caught {
    const { answer } = compared.recorded;
    const hand = answer.way === "hand" ? (answer.hands[0]?.id ?? null) : null;
    const photo = this.withPhotos ? this.parts.photos.takeFrameImage(answer.number, hand) : null;
    return { ...compared, capturedAt: this.parts.clock.now(), photo };
  }

  private takeLabelled(
    held: Caught | null,
    shown: Label,
    label_source: "prompted" | "corrected",
    at: number,
  ): PromptResult {
    const compared = held ?? this.newestAt(at);
    if (this.owner === null) return "not-allowed";
    if (compared === null) return "no-answer";
    const decision = this.parts.sampler.labelled({
      reason: label_source,
      label: shown,
      input: networkInputOf(compared.recorded),
      at,
    });
    if (typeof decision === "string") return decision;
    void this.take(held ?? this.catch(compared), { decision, label_source, shown });
    return "taken";
  }

  /** Keeps the sample when its photo is there, with what its owner still allows by then. */
  private async take(caught: Caught, said: Said): Promise<void> {
    const owner = this.owner;
    const photo = caught.photo === null ? null : await caught.photo;
    if (owner === null || owner !== this.owner) return;
    this.parts.keep(owner, this.sampleOf(caught, said, this.withPhotos ? photo : null));
  }

  private sampleOf(
    { recorded, difference, capturedAt }: Caught,
    { decision, label_source, shown }: Said,
    photo: FrameImage | null,
  ): SampleWithImages {
    const { manifest, answer, totalMs, fps, backend } = recorded;
    const { labels, id } = manifest;
    const { bytes, ...shape }: NetworkInput = networkInputOf(recorded);
    const probabilities = probabilitiesOf(recorded);
    const sample: Sample = {
      sample_id: sampleId(),
      session_id: this.parts.sessionId,
      number: answer.number,
      captured_at: capturedAt,
      model_id: id,
      predicted: labels[mostLikely(probabilities)] as Label,
      probabilities: Array.from(probabilities),
      label: shown,
      label_source,
      reason: decision.reason,
      sampling_probability: decision.samplingProbability,
      inference_ms: answer.inferenceMs,
      total_ms: totalMs,
      noise: answer.way === "silhouette" ? answer.noise : null,
      fps: fps > 0 ? fps : null,
      backend,
      device: this.parts.device,
      consent_version: CONSENT_VERSION,
      network_input: { ...shape, bytes: bytes.length },
      frame_image: photo && { type: "image/jpeg", width: photo.width, height: photo.height, bytes: photo.bytes.length },
      shadow: this.parts.shadow.describe(id, difference),
      scene: sceneOf(answer, this.tracking.take()),
    };
    return { sample, networkInput: bytes, frameImage: photo?.bytes ?? null };
  }
}
