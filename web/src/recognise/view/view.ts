/** Shows states, advice and answers on the page. */

import type { Manifest } from "../../shared/manifest";
import type { Named, OwnName, Size, Way } from "../../shared/messages";
import { element, setText } from "../../ui/element";
import { Pace } from "../../ui/pace";
import { VIEW } from "../../ui/words/view";
import type { Advice } from "../naming/guidance";
import type { NamedHand } from "../naming/hand-names";
import type { PageState } from "../naming/state";
import { Bars } from "./bars";
import { UprightHand } from "./bones";
import { OwnWords } from "./own-words";
import { SilhouetteCanvas } from "./silhouette-canvas";
import { Skeleton } from "./skeleton";
import { Verdict } from "./verdict";

/** What an answer was made of: hands in a frame, or a silhouette. */
export type Seen =
  | { readonly way: "hand"; readonly hands: readonly NamedHand[]; readonly frame: Size }
  | {
      readonly way: "silhouette";
      readonly mask: Uint8Array;
      /** Mean noise over about a second. */
      readonly noise: number;
    };

/** One answer as the page shows it. */
export interface Shown {
  /** When it came, in milliseconds on any clock that runs. */
  readonly at: number;
  readonly steady: Named;
  /** Smoothed probabilities in the order of the manifest's labels; the own gestures in use come after them. */
  readonly means: readonly number[];
  readonly confidence: number;
  /** Whether the confidence is as high as the manifest asks for. */
  readonly confident: boolean;
  readonly seen: Seen;
  readonly inferenceMs: number;
  readonly totalMs: number;
  readonly fps: number;
}

/** Metrics that change thirty times a second cannot be read, and painting them costs the frames' time. */
const BARS_EVERY_MS = 100;
const NUMBERS_EVERY_MS = 250;
/** Long enough for two sentences to be found and read. */
const NOTICE_MS = 15_000;
/** A person reads what answers them before the page tells something of its own accord. */
const READ_MS = 4_000;

/** The commands that do something in each state of a way, by the names that their buttons have in data-command. */
const POSSIBLE: Readonly<Record<Way, Readonly<Record<PageState, string>>>> = {
  hand: {
    loading: "b",
    "no-camera": "b",
    "needs-background": "",
    "counting-down": "",
    "learning-background": "",
    predicting: "bpgw",
    paused: "bpw",
    error: "",
  },
  silhouette: {
    loading: "r",
    "no-camera": "r",
    "needs-background": "br",
    "counting-down": "br",
    "learning-background": "br",
    predicting: "brpgw",
    paused: "brpw",
    error: "",
  },
};
const WORDS_OF_B: Readonly<Record<Way, string>> = { hand: VIEW.background, silhouette: VIEW.capture };
const PICTURE: Readonly<Record<Way, { readonly words: string; readonly whole: string }>> = {
  hand: { words: VIEW.sees, whole: VIEW.seesPoints },
  silhouette: { words: VIEW.sees, whole: VIEW.seesMask },
};

export class View {
  readonly words = new OwnWords();
  private readonly prompt: HTMLElement;
  private readonly notice: HTMLElement;
  private readonly countdown: HTMLElement;
  private readonly pauseWords: HTMLElement;
  private readonly background: HTMLElement;
  private readonly caption: HTMLElement;
  private readonly numbers: Readonly<Record<"inference-ms" | "total-ms" | "fps" | "noise", HTMLElement>>;
  private readonly verdict: Verdict;
  private readonly bars: Bars;
  private readonly canvas: HTMLCanvasElement;
  private readonly processed: SilhouetteCanvas;
  private readonly upright: UprightHand;
  private readonly skeleton: Skeleton;
  private readonly barsPace = new Pace(BARS_EVERY_MS);
  private notices: ReturnType<typeof setTimeout> | undefined;
  /** Until the notice could be read. */
  private reading: ReturnType<typeof setTimeout> | undefined;
  /** What the model asks for, and what a person set in its place. */
  private asked = 1;
  private threshold: number | null = null;
  /** What waits to be told, by its topic. */
  private readonly mentioned = new Map<string, string>();
  private readonly numbersPace = new Pace(NUMBERS_EVERY_MS);

  constructor(private readonly page: Document) {
    const find = (id: string): HTMLElement => element(page, id, HTMLElement);
    this.prompt = find("prompt");
    this.notice = find("notice");
    this.countdown = find("countdown");
    this.pauseWords = find("pause-words");
    this.background = find("background-words");
    this.caption = find("picture-words");
    this.numbers = {
      "inference-ms": find("inference-ms"),
      "total-ms": find("total-ms"),
      fps: find("fps"),
      noise: find("noise"),
    };
    this.verdict = new Verdict(page, this.words);
    this.bars = new Bars(find("bars"), this.words);
    this.canvas = element(page, "processed", HTMLCanvasElement);
    this.processed = new SilhouetteCanvas(this.canvas);
    this.upright = new UprightHand(this.canvas);
    this.skeleton = new Skeleton(page, this.words);
    element(page, "reload", HTMLButtonElement).addEventListener("click", () => page.defaultView?.location.reload());
    this.followShape(element(page, "video", HTMLVideoElement));
  }

  /** Shows which way frames go. */
  showWay(way: Way): void {
    this.page.body.dataset.way = way;
    this.clear();
    setText(this.background, WORDS_OF_B[way]);
    setText(this.caption, PICTURE[way].words);
    this.canvas.setAttribute("aria-label", PICTURE[way].whole);
  }

  /** Prepares bars, pictures and buttons for a model: gestures that it does not know are not offered. */
  showModel(manifest: Manifest): void {
    this.bars.name(manifest.labels);
    this.asked = manifest.thresholds.gesture;
    this.verdict.mark(this.threshold ?? this.asked);
    if (manifest.way === "hand") this.bars.nameOwn();
    if (manifest.way === "silhouette") this.processed.resize(manifest.silhouette.width, manifest.silhouette.height);
    else this.upright.start();
    for (const one of this.page.querySelectorAll<HTMLElement>("[data-label]")) {
      one.hidden = !manifest.labels.some((label) => label === one.dataset.label);
    }
  }

  /** From this probability on a name counts as sure; null: as the model asks for. */
  showThreshold(threshold: number | null): void {
    this.threshold = threshold;
    this.verdict.mark(threshold ?? this.asked);
  }

  /** Own gestures are in use from now on, in the order of their probabilities, and no others. */
  showOwn(own: readonly OwnName[]): void {
    this.words.use(own);
    this.verdict.clear();
    if (this.page.body.dataset.way === "hand") this.bars.nameOwn();
  }

  /** Shows the state, and which buttons do something in it. */
  showState(state: PageState, way: Way): void {
    this.page.body.dataset.state = state;
    if (state !== "predicting" && state !== "paused") this.clear();
    setText(this.pauseWords, state === "paused" ? "Resume" : "Pause");
    if (state !== "counting-down") setText(this.countdown, "");
    for (const name of ["b", "r", "p", "g", "w"]) {
      const isPossible = POSSIBLE[way][state].includes(name);
      const button = this.page.querySelector<HTMLElement>(`[data-command="${name}"]`);
      button?.setAttribute("aria-disabled", String(!isPossible));
      // What would do nothing is no stop for the Tab key; where it has the focus, it keeps that.
      if (button) button.tabIndex = isPossible ? 0 : -1;
    }
  }

  /** Shows what to do next, and marks the button for it. */
  showAdvice({ words, primary, spoken }: Advice): void {
    this.prompt.ariaLive = spoken ? "polite" : "off";
    setText(this.prompt, words);
    for (const button of this.page.querySelectorAll<HTMLElement>(".row [data-command]")) {
      button.classList.toggle("primary", button.dataset.command === primary);
    }
  }

  showCountdown(seconds: number): void {
    setText(this.countdown, String(seconds));
  }

  showAnswer(shown: Shown): void {
    this.verdict.name(shown.steady, shown.at);
    this.draw(shown.seen, shown.at);
    if (this.barsPace.isDue(shown.at)) this.bars.show(shown.means);
    if (this.numbersPace.isDue(shown.at)) this.showNumbers(shown);
  }

  /** A short message about what just happened; it goes after a while, so that it is not taken for what is now. */
  say(words: string): void {
    setText(this.notice, words);
    clearTimeout(this.notices);
    this.notices = setTimeout(() => setText(this.notice, ""), NOTICE_MS);
    clearTimeout(this.reading);
    this.reading = setTimeout(() => this.tellMentioned(), READ_MS);
  }

  /**
   * What nobody asked for waits until the message before it could be read. Of what is said of one topic, such as the
   * pace, the newest is told; what has none stays beside all others.
   */
  mention(words: string, topic = words): void {
    this.mentioned.delete(topic); // the newest comes last
    this.mentioned.set(topic, words);
    if (this.reading === undefined) this.tellMentioned();
  }

  private tellMentioned(): void {
    this.reading = undefined;
    const [next] = this.mentioned;
    if (next === undefined) return;
    this.mentioned.delete(next[0]);
    this.say(next[1]);
  }

  private draw(seen: Seen, at: number): void {
    if (seen.way === "silhouette") {
      this.processed.show(seen.mask);
      return;
    }
    this.upright.show(seen.hands[0]?.hand ?? null);
    this.skeleton.show(seen.hands, seen.frame, at);
  }

  private showNumbers({ confidence, confident, seen, inferenceMs, totalMs, fps }: Shown): void {
    this.verdict.rate(confidence, confident);
    setText(this.numbers["inference-ms"], inferenceMs.toFixed(1));
    setText(this.numbers["total-ms"], totalMs.toFixed(1));
    setText(this.numbers.fps, fps.toFixed(0));
    if (seen.way === "silhouette") setText(this.numbers.noise, (100 * seen.noise).toFixed(1));
  }

  /** The picture keeps its camera's shape, and the style sheet fits that into the window. */
  private followShape(video: HTMLVideoElement): void {
    video.addEventListener("resize", () => {
      const ratio = video.videoWidth / video.videoHeight;
      if (ratio > 0) this.page.body.style.setProperty("--ratio", ratio.toFixed(4));
    });
  }

  /** Shows nothing of what was seen before. */
  clear(): void {
    this.barsPace.restart();
    this.numbersPace.restart();
    this.verdict.clear();
    for (const number of Object.values(this.numbers)) setText(number, "–");
    this.bars.clear();
    this.processed.clear();
    this.skeleton.clear();
  }
}
