/** The game: "Show: fist", a countdown, a second of answers, the next. It is loaded when played. */

import type { GestureDetail } from "../recognise/gesture-event";
import type { PromptResult } from "../recognise/labelling";
import { type Gesture, isLabel, type Label } from "../shared/gestures";
import { mostOften, orderOf, resultOf, streaksOf, type Turn } from "./game-rules";
import { GameView } from "./game-view";

const ROUNDS = 2;
const COUNTDOWN_S = 2;
const CAPTURE_MS = 1000;
const SHOWN_MS = 900;
/** Samples closer to each other than this are the same picture. */
const SAMPLE_EVERY_MS = 150;

/** Who takes the newest answer as one of what was asked for. */
export interface Prompted {
  prompt(gesture: Gesture, at: number): PromptResult;
}

export class Game {
  private readonly view: GameView;
  private readonly turns: Turn[] = [];
  private kept = 0;
  private allowed = true;
  /** Ends the wait that is under way: with "skip" its turn, with "stop" the game. */
  private end: (how: "skip" | "stop") => void = () => undefined;

  /** `random` gives numbers from 0 up to 1. */
  constructor(
    private readonly page: Document,
    private readonly recorder: Prompted,
    /** Those that the model knows. */
    private readonly gestures: readonly Gesture[],
    private readonly random: () => number = Math.random,
  ) {
    this.view = new GameView(page, {
      onSkip: () => this.end("skip"),
      onStop: () => this.end("stop"),
      onAgain: () => void new Game(page, recorder, gestures, random).play(),
    });
  }

  /** Plays until the last turn or until a person, or a page that gives no answers any more, stops it. */
  async play(): Promise<void> {
    const order = orderOf(this.gestures, ROUNDS, this.random);
    this.view.open();
    for (const [number, gesture] of order.entries()) {
      this.view.ask(gesture, number + 1, order.length);
      this.score();
      const how = await this.turn(gesture);
      if (how === "stop") break;
    }
    const { right, confused } = resultOf(this.turns);
    const { longest } = streaksOf(this.turns);
    this.view.finish({ right, longest, played: this.turns.length, confused, kept: this.kept, allowed: this.allowed });
  }

  private score(): void {
    this.view.score(resultOf(this.turns).right, streaksOf(this.turns).now);
  }

  private async turn(asked: Gesture): Promise<"next" | "skip" | "stop"> {
    for (let left = COUNTDOWN_S; left > 0; left--) {
      this.view.count(left);
      const ended = await this.wait(1000);
      if (ended !== "over") return ended;
    }
    const named: Label[] = [];
    this.view.capture();
    const ended = await this.capture(asked, named);
    if (ended !== "over") return ended;
    const most = mostOften(named);
    if (most === null) return "skip";
    this.turns.push({ asked, named: most });
    this.view.judge(asked, most);
    this.score();
    const after = await this.wait(SHOWN_MS);
    return after === "over" ? "next" : after;
  }

  /** For a second, notes what the page names, and takes samples of it. */
  private async capture(asked: Gesture, named: Label[]): Promise<"over" | "skip" | "stop"> {
    let last = Number.NEGATIVE_INFINITY;
    const listen = (event: Event): void => {
      const { steady } = (event as CustomEvent<GestureDetail>).detail;
      named.push(isLabel(steady) ? steady : "none"); // the game is about the gestures that all know
      const at = performance.now();
      if (at - last < SAMPLE_EVERY_MS) return;
      last = at;
      const result = this.recorder.prompt(asked, at);
      if (result === "taken") this.kept++;
      if (result === "not-allowed") this.allowed = false;
    };
    this.page.addEventListener("gesture", listen);
    const ended = await this.wait(CAPTURE_MS);
    this.page.removeEventListener("gesture", listen);
    return ended;
  }

  /** Waits; ends early when a person skips or stops, and at its end when the page no longer predicts. */
  private wait(milliseconds: number): Promise<"over" | "skip" | "stop"> {
    return new Promise((resolve) => {
      const over = (): void => resolve(this.page.body.dataset.state === "predicting" ? "over" : "stop");
      const timer = setTimeout(over, milliseconds);
      this.end = (how) => {
        clearTimeout(timer);
        resolve(how);
      };
    });
  }
}
