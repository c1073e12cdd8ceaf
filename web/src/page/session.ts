/** One opening of the page: camera frames, commands and the worker's replies in; states, answers and samples out. */

import { type Label, type LabelIndex, mostLikely } from "../shared/gestures";
import type { Manifest } from "../shared/manifest";
import type { Answer, Loaded, Reply, Task } from "../shared/messages";
import type { Camera } from "./camera";
import { LOST_WORDS } from "./camera-error";
import type { Command } from "./commands";
import { Countdown } from "./countdown";
import type { Figures } from "./figures";
import type { Film } from "./film";
import { FramePace } from "./frame-pace";
import { announce } from "./gesture-event";
import { adviceInState, adviceOn, type Memory, remember } from "./guidance";
import { type Guide, type Size, toPixels } from "./guide";
import { lookAt } from "./hand";
import { Rate } from "./rate";
import type { Recogniser } from "./recogniser";
import type { Recorded } from "./recorder";
import { type Smoothed, smooth } from "./smoothing";
import { nameOf, next, type PageEvent, type PageState, START } from "./state";
import { type SeenAnswer, Truth, type TruthParts, type TruthTaker } from "./truth";
import type { View } from "./view";

/** Who takes answers as samples. */
export interface Collector extends TruthTaker {
  consider(recorded: Recorded): void;
}

export interface Parts extends TruthParts {
  readonly camera: Pick<Camera, "start" | "show" | "showsFile" | "takePicture" | "lockLight" | "unlockLight" | "size">;
  readonly recogniser: Pick<Recogniser, "offer" | "reset">;
  readonly figures: Pick<Figures, "note">;
  readonly view: Pick<View, "showModel" | "showState" | "showAdvice" | "showCountdown" | "showAnswer" | "say">;
  /** The guide box, moved inside frames of the given size. */
  readonly guide: (frame: Size) => Guide;
  readonly collector: Collector;
  readonly openHelp: () => void;
  readonly page: Document;
  readonly countdownSeconds: number;
}

export class Session {
  private situation = START;
  private cameraProblem: string | null = null;
  private loadingProblem: string | null = null;
  /** The first one: what fails after it fails because of it. */
  private failure: string | null = null;
  private frame = 0;
  private frameSize: Size = { width: 0, height: 0 };
  private smoothed: Smoothed | null = null;
  private memory: Memory | null = null;
  /** When the newest answer came. */
  private answeredAt = Number.NEGATIVE_INFINITY;
  private rate = new Rate();
  private model: { manifest: Manifest; none: LabelIndex; backend: string } | null = null;
  private readonly countdown: Countdown;
  private readonly truth: Truth;
  private pace = this.newPace();

  constructor(private readonly parts: Parts) {
    this.truth = new Truth(parts);
    this.countdown = new Countdown(parts.countdownSeconds, {
      onSecond: (seconds) => parts.view.showCountdown(seconds),
      onOver: () => this.happen("countdown-over"),
    });
  }

  /** Does what a person asked for. */
  run(command: Command): void {
    switch (command.kind) {
      case "start-camera":
        void this.startCamera();
        break;
      case "background":
        this.takeBackground();
        break;
      case "reset":
        this.forgetBackground();
        break;
      case "pause":
        this.happen("toggle-pause");
        break;
      case "prompt":
        this.truth.prompt(command.gesture);
        break;
      case "wrong":
        void this.truth.correct(this.seen());
        break;
      case "game":
        this.truth.play(nameOf(this.situation) === "predicting");
        break;
      case "help":
        this.parts.openHelp();
        break;
    }
  }

  /** Starts the camera, also in a file's place; says what to do where that fails. */
  async startCamera(): Promise<void> {
    const { camera, view } = this.parts;
    const hadFile = camera.showsFile;
    try {
      await camera.start();
      this.cameraProblem = null;
      if (hadFile) {
        this.pace = this.newPace();
        this.forgetBackground();
      }
      this.happen("camera-on");
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (camera.showsFile) return view.say(problem);
      this.cameraProblem = problem;
      this.happen("camera-off");
    }
  }

  /** The camera went away. */
  loseCamera(): void {
    this.cameraProblem = LOST_WORDS;
    this.dropBackground();
    this.happen("camera-off");
  }

  /** Shows a file in the camera's place, and learns by itself what lies behind the hand. */
  showFile(film: Film): void {
    this.parts.camera.show(film);
    this.frameSize = film.size;
    this.pace = this.newPace();
    this.cameraProblem = null;
    this.happen("camera-on");
    this.forgetBackground();
    this.learnFile();
  }

  /** The recogniser cannot be loaded and `message` says what to do, or it is being loaded (null). */
  explainLoading(message: string | null): void {
    this.loadingProblem = message;
    this.happen("loading");
  }

  /** The page cannot go on; `message` says what to do. */
  fail(message: string): void {
    this.failure ??= message;
    this.countdown.stop();
    this.happen("failed");
  }

  /** Forgets the background; the guide box moved, or a person asked for it. */
  forgetBackground(): void {
    this.dropBackground();
    void this.parts.camera.unlockLight();
    this.happen("forget-background");
  }

  /** Takes one frame of the camera. */
  async takeFrame(): Promise<void> {
    const arrivedAt = performance.now();
    const number = ++this.frame;
    this.watchSize();
    const task = this.task();
    if (task === null || !this.pace.takes(arrivedAt)) return;
    const picture = await this.parts.camera.takePicture(task);
    if (picture === null) return;
    const guide = toPixels(this.parts.guide(this.frameSize), this.frameSize);
    this.parts.recogniser.offer({ number, task, picture, guide }, arrivedAt);
  }

  /** Takes a reply of the worker; `totalMs` is the time since its frame's arrival. */
  receive(reply: Reply, totalMs: number): void {
    switch (reply.kind) {
      case "loaded":
        this.start(reply);
        break;
      case "learned":
        if (reply.done) this.happen("background-learned");
        break;
      case "answer":
        if (this.situation.phase === "predicting") this.answer(reply, totalMs);
        break;
      case "failed":
        this.fail(reply.message);
        break;
      case "skipped":
        break;
    }
  }

  /** A model that takes another's place may have other labels: what was smoothed by their numbers is forgotten. */
  private start({ manifest, keepsBackground, backend }: Loaded): void {
    const none = manifest.labels.indexOf("none") as LabelIndex;
    this.model = { manifest, none, backend };
    this.smoothed = null;
    if (!keepsBackground) this.forgetBackground();
    this.parts.view.showModel(manifest);
    this.happen("model-ready");
    this.learnFile();
  }

  /** Nobody has to step out of a file. */
  private learnFile(): void {
    if (!this.parts.camera.showsFile) return;
    this.happen("take-background");
    this.happen("countdown-over");
  }

  private takeBackground(): void {
    if (!this.situation.model || !this.situation.camera || this.situation.failed) return;
    this.dropBackground();
    void this.parts.camera.lockLight();
    this.happen("take-background");
    this.countdown.start();
  }

  private dropBackground(): void {
    this.countdown.stop();
    this.parts.recogniser.reset();
    this.smoothed = null;
    this.memory = null;
    this.rate = new Rate();
  }

  /** A camera that turned has other pixels in its guide box. */
  private watchSize(): void {
    const { width, height } = this.parts.camera.size;
    if (width === this.frameSize.width && height === this.frameSize.height) return;
    const first = this.frameSize.width === 0;
    this.frameSize = { width, height };
    this.parts.guide(this.frameSize);
    if (!first) this.forgetBackground();
  }

  private task(): Task | null {
    const { phase } = this.situation;
    if (this.situation.failed || !this.situation.camera) return null;
    if (phase === "learning-background") return "learn";
    return phase === "predicting" ? "predict" : null;
  }

  private answer(answer: Answer, totalMs: number): void {
    if (this.model === null) return;
    const { manifest, none, backend } = this.model;
    const at = performance.now();
    const before = this.smoothed?.steady ?? none;
    const shown = answer.own ?? answer.probabilities;
    this.smoothed = smooth(this.smoothed, shown, at, manifest.smoothing, none);
    const { steady, means } = this.smoothed;
    const steadyLabel = manifest.labels[steady] as Label;
    const confidence = means[steady] as number;
    const sure = confidence >= manifest.thresholds.gesture;
    const fps = this.rate.tick(at);
    const hand = lookAt(answer.mask, manifest.silhouette.width, manifest.silhouette.height);
    this.answeredAt = at;
    this.memory = remember(this.memory, { at, noise: answer.noise, steady: steadyLabel, sure, hand });
    this.parts.view.showAdvice(adviceOn(this.memory, this.parts.page.body.dataset.game === "on"));
    this.parts.view.showAnswer({
      at,
      steady: steadyLabel,
      means,
      confidence,
      sure,
      mask: answer.mask,
      noise: this.memory.noise,
      inferenceMs: answer.inferenceMs,
      totalMs,
      fps,
    });
    this.parts.figures.note({ answer, totalMs, drawMs: performance.now() - at, fps }, at);
    this.pace.answered(answer.cameraMs + answer.silhouetteMs + answer.inferenceMs, at);
    if (!this.parts.camera.showsFile)
      this.parts.collector.consider({ manifest, answer, totalMs, fps, backend, at, changed: steady !== before });
    const gesture = manifest.labels[mostLikely(shown)] as Label;
    announce(
      this.parts.page,
      { ...answer, probabilities: shown },
      { gesture, steady: steadyLabel, totalMs, modelId: manifest.id },
    );
  }

  /** The answer that the page shows now. */
  private seen(): SeenAnswer | null {
    if (this.smoothed === null || this.model === null) return null;
    return { said: this.model.manifest.labels[this.smoothed.steady] as Label, at: this.answeredAt };
  }

  /** Each source has frames of its own rate. */
  private newPace(): FramePace {
    return new FramePace((perSecond, isEvery) =>
      this.parts.view.say(
        isEvery ? "This device keeps up with the camera again." : `This device manages ${perSecond} answers a second.`,
      ),
    );
  }

  private happen(event: PageEvent): void {
    this.situation = next(this.situation, event);
    const state = nameOf(this.situation);
    this.parts.view.showState(state);
    this.parts.view.showAdvice(adviceInState(state, this.problemIn(state)));
  }

  private problemIn(state: PageState): string | null {
    if (state === "error") return this.failure;
    if (state === "loading") return this.loadingProblem;
    return state === "no-camera" ? this.cameraProblem : null;
  }
}
