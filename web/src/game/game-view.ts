/** Shows the game: what to show, the countdown and the result. */

import { type Gesture, type Label, WORDS } from "../shared/gestures";
import { element, setText } from "../ui/element";
import type { Confusion } from "./game-rules";

export interface GameListener {
  onSkip(): void;
  onStop(): void;
  onAgain(): void;
}

export interface GameResult {
  readonly right: number;
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
    this.picture = this.make("span", "picture");
    this.status = this.make("p", "game-status");
    this.buttons = this.make("div", "game-buttons");
  }

  /** Takes the place of answer and buttons. */
  open(): void {
    const words = this.make("div", "game-words");
    words.append(this.progress, this.title);
    words.append(this.status);
    this.root.replaceChildren(this.picture, words, this.buttons);
    this.root.hidden = false;
    this.root.onkeydown = (event) => {
      if (event.key === "Escape") this.listener.onStop();
    };
    this.page.body.dataset.game = "on";
    this.buttons.replaceChildren(
      this.button("Skip", () => this.listener.onSkip()),
      this.button("Stop", () => this.listener.onStop()),
    );
    this.title.focus();
  }

  /** Asks for a gesture in turn `number` of `of`. */
  ask(gesture: Gesture, number: number, of: number): void {
    this.root.dataset.step = "ask";
    this.picture.dataset.gesture = gesture;
    setText(this.title, `Show: ${WORDS[gesture]}`);
    setText(this.progress, `Turn ${number} of ${of}`);
  }

  /** Shows the seconds that are left before the page looks. */
  count(seconds: number): void {
    setText(this.status, String(seconds));
  }

  capture(): void {
    this.root.dataset.step = "capture";
    setText(this.status, "Hold it");
  }

  /** Says what the page named. */
  judge(asked: Gesture, named: Label): void {
    this.root.dataset.step = asked === named ? "right" : "missed";
    const seen = named === "none" ? "no gesture" : WORDS[named];
    setText(this.status, asked === named ? "Right" : `I saw: ${seen}`);
  }

  /** Shows the result and thanks; the buttons play again or close. */
  finish(result: GameResult): void {
    this.root.dataset.step = "over";
    delete this.picture.dataset.gesture;
    setText(this.title, result.played === 0 ? "The game is over." : `${result.right} of ${result.played} right`);
    setText(this.progress, keptWords(result));
    this.status.replaceChildren(confusionList(this.page, result.confused));
    this.buttons.replaceChildren(
      this.button("Play again", () => this.listener.onAgain()),
      this.button("Close", () => this.close()),
    );
    this.title.focus();
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
    const item = page.createElement("li");
    const seen = named === "none" ? "not recognised" : `taken for ${WORDS[named]}`;
    item.textContent = `${WORDS[asked]} was ${seen}${times > 1 ? ` (${times} times)` : ""}.`;
    list.append(item);
  }
  return list;
}

function keptWords({ played, kept, allowed }: GameResult): string {
  if (!allowed) return "Nothing was kept. To help, log in and allow shapes to be kept.";
  if (played === 0) return "Nothing was played, so nothing was kept.";
  return `Thank you. ${kept} ${kept === 1 ? "sample was" : "samples were"} kept for measuring how good the answers are.`;
}
