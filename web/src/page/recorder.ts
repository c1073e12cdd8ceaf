/** The recorder: answers and what a person says of them in, samples for the outbox out; nothing without consent. */

import { type Account, allowsSilhouettes, CONSENT_VERSION } from "../shared/account";
import type { Sample, SampleWithPicture } from "../shared/batch";
import { type Gesture, type Label, mostLikely } from "../shared/gestures";
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
    if (decision !== null) this.keep(this.owner, this.sampleOf(recorded, decision, null));
  }

  /** Takes the newest answer as a sample of the gesture that the person says is being shown. */
  prompt(gesture: Gesture, at: number): PromptResult {
    const recorded = this.newest;
    if (this.owner === null) return "not-allowed";
    if (recorded === null || at - recorded.at > NEWEST_MS) return "no-answer";
    const decision = this.sampler.prompted(at);
    if (decision === null) return "too-many";
    this.keep(this.owner, this.sampleOf(recorded, decision, gesture));
    return "taken";
  }

  private sampleOf(
    { manifest, answer, totalMs }: Recorded,
    decision: Decision,
    truth: Label | null,
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
      true_gesture: truth,
      truth: truth === null ? "free" : "prompted",
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
