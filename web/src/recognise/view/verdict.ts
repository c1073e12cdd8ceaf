/** Shows the steady label with its picture and confidence, and tells screen readers. */

import type { Named } from "../../shared/messages";
import { element, setText } from "../../ui/element";
import { VIEW } from "../../ui/words/view";
import type { OwnWords } from "./own-words";

/** A label that changes sooner is shown and not read out: whoever listens needs longer than whoever looks. */
const SPOKEN_AFTER_MS = 800;
/** Between two that are read out: the first one would be cut short. */
const SPOKEN_EVERY_MS = 2000;

export class Verdict {
  private readonly root: HTMLElement;
  private readonly picture: HTMLElement;
  private readonly gesture: HTMLElement;
  private readonly confidence: HTMLElement;
  private readonly fill: HTMLElement;
  private readonly spoken: HTMLElement;
  private spokenAt = Number.NEGATIVE_INFINITY;
  private held: { readonly label: Named; readonly since: number } | null = null;

  constructor(
    page: Document,
    private readonly words: OwnWords,
  ) {
    const find = (id: string): HTMLElement => element(page, id, HTMLElement);
    this.root = find("verdict");
    this.picture = find("gesture-picture");
    this.gesture = find("gesture");
    this.confidence = find("confidence");
    this.fill = find("certainty-fill");
    this.spoken = find("spoken");
    this.clear();
  }

  /** Marks on the bar from which probability on a name counts as sure, 0 … 1. */
  mark(threshold: number): void {
    this.root.style.setProperty("--threshold", String(threshold));
  }

  /** Names what is steady at an answer that came at `at` milliseconds. */
  name(label: Named, at: number): void {
    if (this.held?.label !== label) this.held = { label, since: at };
    setText(this.gesture, this.words.of(label));
    this.words.picture(this.picture, label);
    this.root.classList.toggle("calm", label === "none");
    if (at - this.held.since >= SPOKEN_AFTER_MS) this.speak(label === "none" ? "" : this.words.of(label), at);
  }

  /** What stays the same is not read out again; what comes too soon is, when it still holds then. */
  private speak(words: string, at: number): void {
    if (words === this.spoken.textContent || at - this.spokenAt < SPOKEN_EVERY_MS) return;
    if (words !== "") this.spokenAt = at;
    setText(this.spoken, words);
  }

  /** Says how probable the named label is, 0 … 1, and whether that is enough. No gesture is no news. */
  rate(confidence: number, confident: boolean): void {
    this.root.classList.toggle("unsure", !confident);
    const percent = `${Math.round(100 * confidence)} % sure`;
    setText(this.confidence, confident ? percent : "not sure");
    this.fill.style.transform = `scaleX(${confidence.toFixed(3)})`;
  }

  clear(): void {
    this.held = null;
    this.root.classList.remove("unsure");
    this.root.classList.add("calm");
    this.picture.replaceChildren();
    delete this.picture.dataset.gesture;
    setText(this.gesture, VIEW.tryThese);
    setText(this.confidence, "");
    setText(this.spoken, "");
  }
}
