/** Shows the game: what to show, the countdown and the result. */

import { type Gesture, type Label, WORDS } from "../shared/gestures";
import { element, setText } from "../ui/element";
import { GAME } from "../ui/words";
import type { Confusion } from "./game-rules";

export interface GameListener {
  onSkip(): void;
  onStop(): void;
  onAgain(): void;
}

export interface GameResult {
  readonly right: number;
  /** Right turns in a row. */
  readonly longest: number;
  readonly played: number;
  readonly confused: readonly Confusion[];
  /** Samples that were taken. */
  readonly kept: number;
  /** Whether the person allows samples to be taken. */
  readonly allowed: boolean;
}

export class GameView {
  private readonly root: HTMLElement;
  private readonly title: HTMLElement;
  private readonly progress: HTMLElement;
  private readonly points: HTMLElement;
  private readonly picture: HTMLElement;
  private readonly status: HTMLElement;
  private readonly buttons: HTMLElement;

  constructor(
    private readonly page: Document,
    private readonly listener: GameListener,
  ) {
    this.root = element(page, "game", HTMLElement);
    this.title = this.make("h2", "game-title");
    this.title.tabIndex = -1;
    this.title.setAttribute("aria-live", "polite");
    this.progress = this.make("p", "hint");
    this.points = this.make("p", "game-score");
    this.picture = this.make("span", "picture");
    this.status = this.make("p", "game-status");
    this.buttons = this.make("div", "game-buttons");
  }

  /** Takes the place of answer and buttons. */
  open(): void {
    const words = this.make("div", "game-words");
    words.append(this.progress, this.title, this.status, this.points);
    this.root.replaceChildren(this.picture, words, this.buttons);
    this.root.hidden = false;
    this.root.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      if (this.page.body.dataset.game === "over") this.close();
      else this.listener.onStop();
    };
    this.page.body.dataset.game = "on";
    this.buttons.replaceChildren(
      this.button(GAME.skip, () => this.listener.onSkip()),
      this.button(GAME.stop, () => this.listener.onStop()),
    );
    this.bringIntoView();
    this.title.focus({ preventScroll: true });
  }

  /** Asks for a gesture in turn `number` of `of`. */
  ask(gesture: Gesture, number: number, of: number): void {
    this.root.dataset.step = "ask";
    this.picture.dataset.gesture = gesture;
    setText(this.title, GAME.ask(WORDS[gesture]));
    setText(this.progress, GAME.turn(number, of));
  }

  /** Shows how many turns were right so far, and how many of them in a row. */
  score(right: number, streak: number): void {
    setText(this.points, GAME.score(right, streak));
  }

  /** Shows the seconds that are left before the page looks. */
  count(seconds: number): void {
    setText(this.status, String(seconds));
  }

  capture(): void {
    this.root.dataset.step = "capture";
    setText(this.status, GAME.hold);
  }

  /** Says what the page named. */
  judge(asked: Gesture, named: Label): void {
    this.root.dataset.step = asked === named ? "right" : "missed";
    setText(this.status, asked === named ? GAME.right : GAME.saw(named));
  }

  /** Shows the result and thanks; the buttons play again or close. */
  finish(result: GameResult): void {
    this.page.body.dataset.game = "over";
    this.root.dataset.step = "over";
    delete this.picture.dataset.gesture;
    setText(this.title, GAME.result(result.right, result.played));
    setText(this.progress, keptWords(result));
    setText(this.points, result.longest > 1 ? GAME.longest(result.longest) : "");
    this.status.replaceChildren(confusionList(this.page, result.confused));
    const again = this.button(GAME.again, () => this.listener.onAgain());
    again.classList.add("primary");
    this.buttons.replaceChildren(
      again,
      this.button(GAME.close, () => this.close()),
    );
    this.bringIntoView();
    again.focus({ preventScroll: true });
  }

  /** On a phone the game is below the picture, and its result may be below the window. */
  private bringIntoView(): void {
    this.root.scrollIntoView?.({ block: "nearest" });
  }

  private close(): void {
    this.root.hidden = true;
    this.root.replaceChildren();
    delete this.page.body.dataset.game;
    this.page.querySelector<HTMLElement>('[data-command="g"]')?.focus({ preventScroll: true });
  }

  private make(tag: string, className: string): HTMLElement {
    const made = this.page.createElement(tag);
    made.className = className;
    return made;
  }

  private button(words: string, run: () => void): HTMLElement {
    const made = this.page.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", run);
    return made;
  }
}

function confusionList(page: Document, confused: readonly Confusion[]): HTMLElement {
  const list = page.createElement("ul");
  list.className = "confused";
  for (const { asked, named, times } of confused) {
    list.append(Object.assign(page.createElement("li"), { textContent: GAME.confused(asked, named, times) }));
  }
  return list;
}

function keptWords({ played, kept, allowed }: GameResult): string {
  if (!allowed) return GAME.notAllowed;
  return played === 0 ? GAME.nothingPlayed : GAME.thanks(kept);
}
