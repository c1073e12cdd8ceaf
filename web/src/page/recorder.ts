/** The recorder: answers and what a person says of them in, samples for the outbox out; nothing without consent. */

import { type Account, allowsSilhouettes, CONSENT_VERSION } from "../shared/account";
import type { Sample, SampleWithPicture, Truth } from "../shared/batch";
import { type Label, mostLikely } from "../shared/gestures";
import type { Manifest } from "../shared/manifest";
import type { Answer } from "../shared/messages";
import { type Decision, Sampler } from "./sampler";

/** An answer with what the page knows of it. */
export interface Recorded {
  readonly manifest: Manifest;
  readonly answer: Answer;
  readonly totalMs: number;
  /** When it came, on the page's clock, in milliseconds. */
  readonly at: number;
  readonly changed: boolean;
}

export type PromptResult = "taken" | "not-allowed" | "no-answer" | "too-many";

/** An answer older than this is not what the person is showing now. */
const NEWEST_MS = 500;

export class Recorder {
  private readonly sampler = new Sampler();
  private owner: string | null = null;
  private newest: Recorded | null = null;
  /** The answer that a person called wrong, until they say what was right. */
  private held: Recorded | null = null;

  constructor(
    private readonly device: string,
    private readonly keep: (owner: string, sample: SampleWithPicture) => void,
    private readonly sessionId: string = crypto.randomUUID(),
  ) {}

  /** Says who is logged in; samples are taken only with consent. */
  setAccount(account: Account | null): void {
    this.owner = account !== null && allowsSilhouettes(account) ? account.name : null;
  }

  /** Looks at an answer in free use. */
  consider(recorded: Recorded): void {
    this.newest = recorded;
    if (this.owner === null) return;
    const { answer, changed, at, manifest } = recorded;
    const uncertainBelow = manifest.thresholds.gesture;
    const decision = this.sampler.decide({ probabilities: answer.probabilities, uncertainBelow, changed, at });
    if (decision !== null) this.keep(this.owner, this.sampleOf(recorded, decision, "free", null));
  }

  /** Takes the newest answer as a sample of what the person says is being shown. */
  prompt(label: Label, at: number): PromptResult {
    return this.takeWithTruth(this.newestAt(at), label, "prompted", at);
  }

  /** Remembers the newest answer as the one that `correct` speaks of: choosing takes longer than a hand is held. */
  hold(at: number): PromptResult {
    if (this.owner === null) return "not-allowed";
    this.held = this.newestAt(at);
    return this.held === null ? "no-answer" : "taken";
  }

  /** Takes the answer that was held, else the newest, as a wrong one: what was shown is `label`. */
  correct(label: Label, at: number): PromptResult {
    const wrong = this.held ?? this.newestAt(at);
    this.held = null;
    return this.takeWithTruth(wrong, label, "corrected", at);
  }

  private newestAt(at: number): Recorded | null {
    return this.newest !== null && at - this.newest.at <= NEWEST_MS ? this.newest : null;
  }

  private takeWithTruth(
    recorded: Recorded | null,
    label: Label,
    truth: "prompted" | "corrected",
    at: number,
  ): PromptResult {
    if (this.owner === null) return "not-allowed";
    if (recorded === null) return "no-answer";
    const decision = this.sampler.told(truth, at);
    if (decision === null) return "too-many";
    this.keep(this.owner, this.sampleOf(recorded, decision, truth, label));
    return "taken";
  }

  private sampleOf(
    { manifest, answer, totalMs }: Recorded,
    decision: Decision,
    truth: Truth,
    shown: Label | null,
  ): SampleWithPicture {
    const { labels, input, id } = manifest;
    const sample: Sample = {
      sample_id: crypto.randomUUID(),
      session_id: this.sessionId,
      number: answer.number,
      captured_at: new Date().toISOString(),
      model_id: id,
      predicted: labels[mostLikely(answer.probabilities)] as Label,
      probabilities: Array.from(answer.probabilities),
      true_gesture: shown,
      truth,
      reason: decision.reason,
      sampling_probability: decision.samplingProbability,
      inference_ms: answer.inferenceMs,
      total_ms: totalMs,
      noise: answer.noise,
      device: this.device,
      consent_version: CONSENT_VERSION,
      picture: { kind: input.kind, width: input.width, height: input.height, bytes: answer.silhouette.length },
    };
    return { sample, picture: answer.silhouette };
  }
}
