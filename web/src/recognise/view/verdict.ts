/** Shows the steady label with its picture and confidence, and tells screen readers. */

import { type Label, WORDS } from "../../shared/gestures";
import { element, setText } from "../../ui/element";

/** A label that changes sooner is shown and not read out: whoever listens needs longer than whoever looks. */
const SPOKEN_AFTER_MS = 800;

export class Verdict {
  private readonly root: HTMLElement;
  private readonly picture: HTMLElement;
  private readonly gesture: HTMLElement;
  private readonly confidence: HTMLElement;
  private readonly spoken: HTMLElement;
  private held: { readonly label: Label; readonly since: number } | null = null;

  constructor(page: Document) {
    const find = (id: string): HTMLElement => element(page, id, HTMLElement);
    this.root = find("verdict");
    this.picture = find("gesture-picture");
    this.gesture = find("gesture");
    this.confidence = find("confidence");
    this.spoken = find("spoken");
    this.clear();
  }

  /** Names the steady label of an answer that came at `at` milliseconds. */
  name(label: Label, at: number): void {
    if (this.held?.label !== label) this.held = { label, since: at };
    setText(this.gesture, WORDS[label]);
    this.picture.dataset.gesture = label;
    this.root.classList.toggle("calm", label === "none");
    if (at - this.held.since >= SPOKEN_AFTER_MS) setText(this.spoken, label === "none" ? "" : WORDS[label]);
  }

  /** Says how probable the named label is, 0 … 1, and whether that is enough. No gesture is no news. */
  rate(confidence: number, confident: boolean): void {
    this.root.classList.toggle("unsure", !confident);
    const percent = `${Math.round(100 * confidence)} % sure`;
    setText(this.confidence, confident ? percent : "not sure");
  }

  clear(): void {
    this.held = null;
    this.root.classList.remove("unsure");
    this.root.classList.add("calm");
    delete this.picture.dataset.gesture;
    setText(this.gesture, "What you can show");
    setText(this.confidence, "");
    setText(this.spoken, "");
  }
}
