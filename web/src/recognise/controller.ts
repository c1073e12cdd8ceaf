/** Controls one opening of the page: frames, commands and the worker's replies change its state. */

import { wordsOf } from "../shared/errors";
import type { Answer, Learned, Loaded, OwnName, Reply, Size, Task, Way } from "../shared/messages";
import type { Preferences } from "../ui/preferences";
import { RECOGNISE } from "../ui/words/recognise";
import { Answers, busyMs, type Recorded } from "./answers";
import { Countdown } from "./background/countdown";
import { type Guide, toPixels } from "./background/guide";
import { LearningAdvice } from "./background/learning-advice";
import type { Camera, FrameSource } from "./camera/camera";
import { LOST_WORDS } from "./camera/camera-error";
import type { Interruption } from "./camera/stream-watch";
import type { Command } from "./commands";
import { FrameThrottle } from "./frame-throttle";
import { Labelling, type LabellingParts, type LabellingScene, type LabelTaker } from "./labelling";
import type { Scene } from "./naming/guidance";
import { nameOf, next, type PageEvent, type Situation, startOf } from "./naming/state";
import { Problems } from "./problems";
import type { Recogniser } from "./recogniser";
import type { Metrics } from "./view/metrics";
import type { View } from "./view/view";

/** Who takes answers as samples. */
export interface Collector extends LabelTaker {
  consider(recorded: Recorded): void;
}

export interface Parts extends Omit<LabellingParts, "scene"> {
  readonly camera: Pick<
    Camera,
    "start" | "show" | "showsFile" | "still" | "takePicture" | "lockLight" | "unlockLight" | "size"
  >;
  readonly recogniser: Pick<Recogniser, "offer" | "reset">;
  readonly metrics: Pick<Metrics, "note" | "clear">;
  readonly view: Pick<
    View,
    | "showWay"
    | "showModel"
    | "showOwn"
    | "showState"
    | "showAdvice"
    | "showCountdown"
    | "showAnswer"
    | "clear"
    | "say"
    | "mention"
  >;
  /** The guide box, moved inside frames of the given size. */
  readonly guide: (frame: Size) => Guide;
  readonly collector: Collector;
  readonly openHelp: () => void;
  /** A person goes another way, whose model is wanted now. */
  readonly onWay: (way: Way) => void;
  /** The file that is shown is to be opened for another way, whose frames it then gives. */
  readonly openFileAgain: (way: Way) => void;
  readonly page: Document;
  readonly way: Way;
  readonly countdownSeconds: number;
}

export class RecognitionController {
  private situation: Situation;
  private readonly problems = new Problems();
  private frame = 0;
  private frameSize: Size = { width: 0, height: 0 };
  private readonly answers: Answers;
  /** A background is to be taken as soon as its model is there. */
  private wantsBackground = false;
  private readonly countdown: Countdown;
  private readonly learning = new LearningAdvice();
  private readonly labelling: Labelling;
  private throttle = this.newThrottle();

  constructor(private readonly parts: Parts) {
    this.situation = startOf(parts.way);
    this.answers = new Answers(parts);
    this.labelling = new Labelling({ ...parts, scene: () => this.labellingScene() });
    this.countdown = new Countdown(parts.countdownSeconds, {
      onSecond: (seconds) => parts.view.showCountdown(seconds),
      onOver: () => this.happen("countdown-over"),
    });
    parts.view.showWay(parts.way);
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
        this.leaveBackgrounds();
        break;
      case "pause":
        this.happen("toggle-pause");
        break;
      case "prompt":
        this.labelling.prompt(command.gesture);
        break;
      case "wrong":
        void this.labelling.correct(this.answers.shown);
        break;
      case "game":
        this.labelling.play(nameOf(this.situation) === "predicting");
        break;
      case "help":
        this.parts.openHelp();
        break;
    }
  }

  /** What a person has set holds from now on. */
  set(preferences: Pick<Preferences, "twoHands" | "threshold">): void {
    this.answers.set(preferences);
  }

  /** Own gestures are in use from now on, in the order of their probabilities, and no others. */
  useOwn(own: readonly OwnName[]): void {
    this.answers.useOwn(own);
  }

  /** The way that frames go now. */
  get way(): Way {
    return this.situation.way;
  }

  /** Starts the camera, also in a file's place; says what to do where that fails. */
  async startCamera(): Promise<void> {
    const { camera, view } = this.parts;
    const hadFile = camera.showsFile;
    try {
      await camera.start();
      this.problems.interruption = null;
      this.problems.camera = null;
      if (hadFile) this.startOver();
      this.happen("camera-on");
    } catch (error) {
      const problem = wordsOf(error);
      if (camera.showsFile) return view.say(problem);
      this.problems.camera = problem;
      this.happen("camera-off");
    }
  }

  /** The camera went away. */
  loseCamera(): void {
    this.problems.interruption = null;
    this.problems.camera = LOST_WORDS;
    this.forget();
    this.happen("camera-off");
  }

  /** The camera gives no frames, or gives some again (null): what was seen before is not what is there. */
  interrupt(what: Interruption | null): void {
    this.problems.interruption = what;
    if (what !== null) {
      this.answers.forget();
      this.parts.view.clear();
    } else if (this.way === "silhouette" && nameOf(this.situation) === "predicting") {
      void this.parts.camera.lockLight(); // it may have been opened anew
    }
    this.tell();
  }

  /** Shows a file in the camera's place, on the way that it was opened for. */
  showFile(source: FrameSource): void {
    this.problems.interruption = null;
    this.parts.camera.show(source);
    this.frameSize = source.size;
    this.problems.camera = null;
    this.happen("camera-on");
    if (source.way !== this.way) this.go(source.way);
    this.startOver();
    this.learnFile();
  }

  /** The recogniser cannot be loaded and `message` says what to do, or it is being loaded (null). */
  explainLoading(message: string | null): void {
    this.problems.loading = message;
    this.happen("loading");
  }

  /** The page cannot go on; `message` says what to do. */
  fail(message: string): void {
    this.problems.fail(message);
    this.countdown.stop();
    this.happen("failed");
  }

  /** Forgets the background, where one is in force: the guide box moved. */
  forgetBackground(): void {
    if (this.way === "silhouette") this.startOver();
  }

  /** What comes next is another picture: nothing of the one before holds. */
  startOver(): void {
    this.forget();
    void this.parts.camera.unlockLight();
    this.happen(`go-${this.way}`);
  }

  /** Takes one frame of the camera. */
  async takeFrame(): Promise<void> {
    const arrivedAt = performance.now();
    const number = ++this.frame;
    this.watchSize();
    const task = this.task();
    if (task === null || !this.throttle.takes(arrivedAt)) return;
    const { way } = this;
    const { camera } = this.parts;
    const { still } = camera;
    const picture = await camera.takePicture(task);
    if (picture === null) return;
    const guide = toPixels(this.parts.guide(this.frameSize), this.frameSize);
    this.parts.recogniser.offer({ number, way, task, picture, guide, file: camera.showsFile, still }, arrivedAt);
  }

  /** Takes a reply of the worker; `totalMs` is the time since its frame's arrival. */
  receive(reply: Reply, totalMs: number): void {
    switch (reply.kind) {
      case "loaded":
        this.start(reply);
        break;
      case "learned":
        this.learn(reply);
        break;
      case "answer":
        if (this.problems.interruption === null && nameOf(this.situation) === "predicting" && reply.way === this.way)
          this.answer(reply, totalMs);
        break;
      case "failed":
        this.fail(reply.message);
        break;
      case "skipped":
        break;
    }
  }

  private learn({ done, trouble }: Learned): void {
    if (nameOf(this.situation) !== "learning-background") return;
    if (done) {
      this.happen("background-learned");
      return;
    }
    const advice = this.learning.after(trouble, performance.now());
    if (advice !== null) this.parts.view.showAdvice(advice);
  }

  private start({ manifest, keepsBackground, backend }: Loaded): void {
    const { wantsBackground } = this;
    this.answers.use({ manifest, backend });
    if (manifest.way === this.way) {
      if (manifest.way === "silhouette" && !keepsBackground) this.startOver();
      this.parts.view.showModel(manifest);
    }
    this.happen(`${manifest.way}-ready`);
    if (manifest.way !== this.way) return;
    this.learnFile();
    this.wantsBackground = false;
    if (wantsBackground && this.situation.camera) this.takeBackground();
  }

  /** Nobody has to step out of a file. */
  private learnFile(): void {
    if (!this.parts.camera.showsFile || this.way === "hand") return;
    this.happen("take-background");
    this.happen("countdown-over");
  }

  /** Enters background mode, where the page is not in it yet, and takes a background. */
  private takeBackground(): void {
    const { parts } = this;
    if (this.situation.failed) return;
    if (this.way === "hand" && parts.camera.showsFile) {
      parts.openFileAgain("silhouette");
      return;
    }
    if (this.way === "hand") this.go("silhouette");
    const { camera, models } = this.situation;
    this.wantsBackground = camera && !models.includes("silhouette");
    if (!camera || this.wantsBackground) return;
    this.forget();
    this.learning.forget();
    void parts.camera.lockLight();
    this.happen("take-background");
    this.countdown.start();
  }

  /** Leaves background mode, and sees hands again. */
  private leaveBackgrounds(): void {
    if (this.way === "hand" || this.situation.failed) return;
    if (this.parts.camera.showsFile) {
      this.parts.openFileAgain("hand");
      return;
    }
    this.go("hand");
    this.startOver();
  }

  private go(way: Way): void {
    const { metrics, onWay, view } = this.parts;
    this.problems.loading = null;
    this.forget();
    this.situation = next(this.situation, `go-${way}`);
    view.showWay(way);
    metrics.clear();
    const inUse = this.answers.of(way);
    if (inUse !== null) view.showModel(inUse.manifest);
    this.tell();
    onWay(way);
  }

  private forget(): void {
    this.wantsBackground = false;
    this.countdown.stop();
    this.parts.recogniser.reset();
    this.answers.forget();
    this.throttle = this.newThrottle();
  }

  /** A camera that turned has other pixels in its guide box, and its hands elsewhere. */
  private watchSize(): void {
    const { width, height } = this.parts.camera.size;
    if (width === this.frameSize.width && height === this.frameSize.height) return;
    const first = this.frameSize.width === 0;
    this.frameSize = { width, height };
    this.parts.guide(this.frameSize);
    if (!first) this.forgetBackground();
  }

  private task(): Task | null {
    const { phase, failed, camera, models, way } = this.situation;
    if (failed || !camera || !models.includes(way)) return null;
    if (phase === "learning-background") return "learn";
    return phase === "predicting" ? "predict" : null;
  }

  private answer(answer: Answer, totalMs: number): void {
    this.answers.take(answer, totalMs, this.scene());
    this.throttle.answered(busyMs(answer), performance.now());
  }

  private scene(): Scene {
    const { camera, page } = this.parts;
    return { way: this.way, file: camera.showsFile, playing: page.body.dataset.game === "on" };
  }

  private labellingScene(): LabellingScene {
    const { way, camera } = this.situation;
    const { playing } = this.scene();
    return { way, camera, playing, labels: this.answers.of(way)?.manifest.labels ?? [] };
  }

  /** Each source has frames of its own rate, each way its own time for one; and learning, which no answer speeds up. */
  private newThrottle(): FrameThrottle {
    return new FrameThrottle((perSecond) => this.parts.view.mention(RECOGNISE.tooSlow(perSecond), "pace"));
  }

  private happen(event: PageEvent): void {
    this.situation = next(this.situation, event);
    this.tell();
  }

  private tell(): void {
    const state = nameOf(this.situation);
    this.parts.page.body.dataset.camera = this.situation.camera ? "on" : "off";
    this.parts.view.showState(state, this.way);
    this.parts.view.showAdvice(this.problems.adviceIn(state, this.scene()));
  }
}
