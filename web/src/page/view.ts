/** The view: states and answers in, words, bars and pictures on the page out. */

import { type Label, WORDS } from "../shared/gestures";
import type { Manifest } from "../shared/manifest";
import { Bars } from "./bars";
import { element, setText } from "./element";
import { Pace } from "./pace";
import { ProcessedPicture } from "./processed-picture";
import type { PageState } from "./state";

/** One answer as the page shows it. */
export interface Shown {
  /** When it came, in milliseconds on any clock that runs. */
  readonly at: number;
  readonly steady: Label;
  /** Smoothed probabilities in the order of the manifest's labels. */
  readonly means: readonly number[];
  readonly confidence: number;
  readonly mask: Uint8Array;
  readonly noise: number;
  readonly inferenceMs: number;
  readonly totalMs: number;
  readonly fps: number;
}

/** Figures that change thirty times a second cannot be read, and painting them costs the frames' time. */
const BARS_EVERY_MS = 100;
const NUMBERS_EVERY_MS = 250;
/** A cleaner background would help where more pixels than these were specks and holes. */
const NOISY = 0.03;

const PROMPTS: Readonly<Record<PageState, string>> = {
  loading: "Loading the recogniser…",
  "no-camera": "Start the camera. Its pictures stay in your browser.",
  "needs-background": "Move your hand out of the box, then save the background (B).",
  "counting-down": "Keep the box empty …",
  "learning-background": "Keep the box empty: learning the background …",
  predicting: "Show a gesture in the box.",
  paused: "Paused. Press P to go on.",
  error: "Something went wrong. Reload the page.",
};
const TAKE_AGAIN = "The picture is noisy. Leave the box empty and save the background again (B).";

/** The commands that do something in each state, by the names that their buttons have in data-command. */
const POSSIBLE: Readonly<Record<PageState, string>> = {
  loading: "",
  "no-camera": "",
  "needs-background": "b",
  "counting-down": "br",
  "learning-background": "br",
  predicting: "brp",
  paused: "brp",
  error: "",
};

export class View {
  private readonly prompt: HTMLElement;
  private readonly verdict: HTMLElement;
  private readonly gesture: HTMLElement;
  private readonly confidence: HTMLElement;
  private readonly notice: HTMLElement;
  private readonly countdown: HTMLElement;
  private readonly pauseWords: HTMLElement;
  private readonly numbers: Readonly<Record<"inference-ms" | "total-ms" | "fps" | "noise", HTMLElement>>;
  private readonly bars: Bars;
  private readonly processed: ProcessedPicture;
  private readonly barsPace = new Pace(BARS_EVERY_MS);
  private readonly numbersPace = new Pace(NUMBERS_EVERY_MS);
  private noise = 0;
  private sureFrom = 0;

  constructor(private readonly page: Document) {
    const find = (id: string): HTMLElement => element(page, id, HTMLElement);
    this.prompt = find("prompt");
    this.verdict = find("verdict");
    this.gesture = find("gesture");
    this.confidence = find("confidence");
    this.notice = find("notice");
    this.countdown = find("countdown");
    this.pauseWords = find("pause-words");
    this.numbers = {
      "inference-ms": find("inference-ms"),
      "total-ms": find("total-ms"),
      fps: find("fps"),
      noise: find("noise"),
    };
    this.bars = new Bars(find("bars"));
    this.processed = new ProcessedPicture(element(page, "processed", HTMLCanvasElement));
    element(page, "reload", HTMLButtonElement).addEventListener("click", () => page.defaultView?.location.reload());
  }

  /** Prepares bars and picture for a model. */
  showModel({ labels, silhouette, thresholds }: Manifest): void {
    this.sureFrom = thresholds.gesture;
    this.bars.name(labels.map((label) => WORDS[label]));
    this.processed.resize(silhouette.width, silhouette.height);
  }

  /** Shows the state and what to do next; `problem` takes the place of the usual words. */
  showState(state: PageState, problem: string | null): void {
    this.page.body.dataset.state = state;
    if (state !== "predicting" && state !== "paused") this.clear();
    setText(this.pauseWords, state === "paused" ? "Go on" : "Pause");
    if (state !== "counting-down") setText(this.countdown, "");
    setText(this.prompt, problem ?? PROMPTS[state]);
    for (const name of ["b", "r", "p"]) {
      const button = this.page.querySelector(`[data-command="${name}"]`);
      button?.setAttribute("aria-disabled", String(!POSSIBLE[state].includes(name)));
    }
  }

  showCountdown(seconds: number): void {
    setText(this.countdown, String(seconds));
  }

  showAnswer(shown: Shown): void {
    setText(this.gesture, WORDS[shown.steady]);
    this.processed.show(shown.mask);
    // Noise is judged over about a second: single frames are noisy while a hand moves.
    this.noise += (shown.noise - this.noise) / 30;
    setText(this.prompt, this.noise > NOISY ? TAKE_AGAIN : PROMPTS.predicting);
    if (this.barsPace.isDue(shown.at)) this.bars.show(shown.means);
    if (this.numbersPace.isDue(shown.at)) this.showNumbers(shown);
  }

  /** A short message about what a person just did. */
  say(words: string): void {
    setText(this.notice, words);
  }

  private showNumbers({ confidence, inferenceMs, totalMs, fps }: Shown): void {
    const sure = confidence >= this.sureFrom;
    this.verdict.classList.toggle("unsure", !sure);
    setText(this.confidence, sure ? `${Math.round(100 * confidence)} % sure` : "not sure");
    setText(this.numbers["inference-ms"], inferenceMs.toFixed(1));
    setText(this.numbers["total-ms"], totalMs.toFixed(1));
    setText(this.numbers.fps, fps.toFixed(0));
    setText(this.numbers.noise, (100 * this.noise).toFixed(1));
  }

  private clear(): void {
    this.noise = 0;
    this.barsPace.restart();
    this.numbersPace.restart();
    this.verdict.classList.remove("unsure");
    setText(this.gesture, "–");
    setText(this.confidence, "");
    for (const number of Object.values(this.numbers)) setText(number, "–");
    this.bars.clear();
    this.processed.clear();
  }
}
