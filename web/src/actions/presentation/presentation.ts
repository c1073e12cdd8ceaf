/** Slides over the whole window: turned by gestures, keys and buttons, with the camera's picture small in a corner. */

import "./presentation.css";
import { wordsOf } from "../../shared/errors";
import { setText } from "../../ui/element";
import { make, makeButton } from "../../ui/make";
import type { Binding } from "../bindings";
import type { Slides } from "../perform";
import { PRESENTING } from "../words";
import type { Deck } from "./deck";

/** What turns slides where a person has bound nothing to that. */
export const USUAL: readonly Binding[] = [
  binding("usual-swipe-left", "swipe-left", "next"),
  binding("usual-swipe-right", "swipe-right", "previous"),
  binding("usual-thumbs-up", "thumbs_up", "next"),
  binding("usual-peace", "peace", "previous"),
];

function binding(id: string, on: Binding["on"], to: "next" | "previous"): Binding {
  return { id, on, dwellMs: 1000, coolMs: 1000, repeat: false, isOff: false, action: { kind: "slide", to } };
}

const TURNS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  PageDown: 1,
  " ": 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  PageUp: -1,
  Backspace: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The state of the browser's history while slides are shown. */
const PRESENTED = { isPresenting: true };

/** Nobody needs the buttons for so long: they leave the slide, until somebody moves. */
const IDLE_MS = 4000;

export interface PresentationParts {
  readonly page: Document;
  readonly say: (words: string) => void;
  /** Whether a person's own actions turn slides. */
  readonly isOwn: boolean;
  readonly onEnd: () => void;
}

export class Presentation implements Slides {
  private readonly place = make("div", { className: "slide" });
  private readonly count = make("span", { className: "slide-count" });
  private readonly hint = make("p", { className: "slide-hint" });
  private readonly full = makeButton(PRESENTING.fullScreen, () => void this.fill());
  private readonly root: HTMLElement;
  private index = 0;
  private hasEnded = false;
  private readonly ending = new AbortController();
  private idle: ReturnType<typeof setTimeout> | undefined;
  private lock: WakeLockSentinel | null = null;
  private before: Element | null = null;
  /** Slides that are drawn, or being drawn, for the window as it is. */
  private drawn = new Map<number, Promise<HTMLElement>>();

  constructor(
    private readonly deck: Deck,
    private readonly parts: PresentationParts,
  ) {
    const controls = make(
      "div",
      { className: "slide-controls" },
      makeButton(PRESENTING.previous, () => this.turn(-1)),
      this.count,
      makeButton(PRESENTING.next, () => this.turn(1)),
      this.full,
      makeButton(PRESENTING.end, () => this.end()),
    );
    this.root = make("section", { className: "presentation", tabIndex: -1 }, this.place, this.hint, controls);
    this.root.setAttribute("aria-label", PRESENTING.controls);
  }

  /** Shows the first slide; the rest of the page is out of the way until the end. */
  async open(): Promise<void> {
    const { page, isOwn } = this.parts;
    const { signal } = this.ending;
    this.before = page.activeElement; // the focus goes back to it
    // The way back from slides is the page, not the page before it.
    page.defaultView?.history.pushState(PRESENTED, "");
    page.defaultView?.addEventListener("popstate", () => this.end(), { signal });
    page.body.append(this.root);
    page.body.toggleAttribute("data-presenting", true);
    const usual = isOwn ? PRESENTING.ownHint : PRESENTING.hint;
    setText(this.hint, page.body.dataset.camera === "on" ? usual : PRESENTING.noCamera);
    page.defaultView?.addEventListener("keydown", (event) => this.press(event), { capture: true, signal });
    page.defaultView?.addEventListener("resize", () => this.redraw(), { signal });
    page.addEventListener("visibilitychange", () => void this.stayAwake(), { signal });
    for (const kind of ["pointermove", "pointerdown"]) page.addEventListener(kind, () => this.stir(), { signal });
    page.addEventListener("fullscreenchange", () => this.watchFull(), { signal });
    this.parts.say(""); // the picture in the corner has no room for what was said before
    this.root.focus();
    this.stir();
    void this.stayAwake();
    await this.fill();
    this.show();
  }

  turn(by: number): string {
    const { count } = this.deck;
    const before = this.index;
    this.index = Math.min(Math.max(before + by, 0), count - 1);
    if (this.index !== before) {
      this.hint.hidden = true;
      this.show();
    }
    const words =
      this.index !== before ? PRESENTING.slide(this.index + 1, count) : by > 0 ? PRESENTING.last : PRESENTING.first;
    this.parts.say(words);
    return words;
  }

  /** Gives the page back. */
  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.ending.abort();
    clearTimeout(this.idle);
    void this.lock?.release();
    this.root.remove();
    const { page } = this.parts;
    page.body.removeAttribute("data-presenting");
    if (this.before instanceof HTMLElement) this.before.focus();
    const history = page.defaultView?.history;
    if (history?.state?.isPresenting === true) history.back();
    if (isFull(page)) void page.exitFullscreen().catch(() => undefined);
    this.deck.close();
    this.parts.onEnd();
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isOnButton = event.target instanceof HTMLButtonElement && [" ", "Enter"].includes(event.key);
    if (isOnButton || event.key === "Tab") return;
    event.stopPropagation(); // the page's own keys wait
    const by = TURNS[event.key];
    if (by !== undefined) {
      event.preventDefault();
      this.turn(by);
    } else if (event.key === "Escape") this.end();
    else if (event.key.toLowerCase() === "f" && !event.repeat) void this.fill();
  }

  private stir(): void {
    this.root.removeAttribute("data-idle");
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.root.toggleAttribute("data-idle", true), IDLE_MS);
  }

  /** Who turns slides by gestures touches nothing: the screen must not go dark. Browsers end this when the page is hidden. */
  private async stayAwake(): Promise<void> {
    if (this.parts.page.hidden) return;
    const lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    if (this.hasEnded) await lock?.release();
    else this.lock = lock;
  }

  /** As large as the screen, where the browser lets it: it may want another press first. */
  private async fill(): Promise<void> {
    const { page } = this.parts;
    if (!isFull(page)) await page.documentElement.requestFullscreen?.().catch(() => undefined);
  }

  private watchFull(): void {
    this.full.hidden = isFull(this.parts.page);
    if (!this.full.hidden) this.end(); // Escape leaves the full screen, and the page is not told of the key
  }

  private redraw(): void {
    this.drawn = new Map();
    this.show();
  }

  private show(): void {
    const { index } = this;
    setText(this.count, PRESENTING.at(index + 1, this.deck.count));
    void this.draw(index).then((slide) => {
      if (index === this.index && !this.hasEnded) this.place.replaceChildren(slide);
    });
    if (index + 1 < this.deck.count) void this.draw(index + 1); // so that it is there at once
    for (const other of this.drawn.keys()) if (Math.abs(other - index) > 1) this.drawn.delete(other);
  }

  private draw(index: number): Promise<HTMLElement> {
    const { innerWidth: width = 0, innerHeight: height = 0 } = this.parts.page.defaultView ?? {};
    const made =
      this.drawn.get(index) ??
      this.deck.slide(index, { width, height }).catch((error: unknown) => {
        return make("p", { className: "slide-problem", textContent: wordsOf(error) });
      });
    this.drawn.set(index, made);
    return made;
  }
}

/** Phones of Apple's do not know the question. */
function isFull(page: Document): boolean {
  return (page.fullscreenElement ?? null) !== null;
}
