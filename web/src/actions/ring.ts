/** The ring beside a hand that closes until its action is done, and says which one. */

import type { GestureDetail } from "../recognise/gesture-event";
import { setText } from "../ui/element";

/** How long it stays closed after it was done. */
const DONE_MS = 900;
/** Shares of the frame: from the hand to the middle of the ring, and from there to the frame's edge at least. */
const BESIDE = 0.08;
const EDGE = 0.09;
const SVG = "http://www.w3.org/2000/svg";

export class Ring {
  private readonly root: HTMLElement;
  private readonly words: HTMLElement;
  private readonly arc: SVGElement;
  private doneUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly page: Document) {
    this.root = page.createElement("div");
    this.root.className = "action-ring";
    this.root.hidden = true;
    this.root.setAttribute("aria-hidden", "true"); // what was done is said
    this.words = page.createElement("span");
    this.arc = circle(page);
    const drawing = page.createElementNS(SVG, "svg");
    drawing.setAttribute("viewBox", "0 0 40 40");
    drawing.append(circle(page), this.arc);
    this.root.append(drawing, this.words);
    page.querySelector(".view")?.append(this.root);
  }

  /** Shows that `words` will be done once `share` is 1, beside a hand; where there is none (null) it stays where it was. */
  show(words: string, share: number, hand: GestureDetail["hands"][number] | null, at: number): void {
    if (at < this.doneUntil && share < 1) return;
    this.place(hand);
    setText(this.words, words);
    this.arc.style.strokeDashoffset = String(1 - share);
    this.root.dataset.done = share >= 1 ? "yes" : "no";
    if (share >= 1) this.doneUntil = at + DONE_MS;
    this.root.hidden = false;
  }

  /** Nothing is waited for; what was done just now is still shown. */
  clear(at: number): void {
    if (at >= this.doneUntil) this.root.hidden = true;
  }

  private place(hand: GestureDetail["hands"][number] | null): void {
    const video = this.page.querySelector("video");
    const [width, height] = [video?.videoWidth ?? 0, video?.videoHeight ?? 0];
    if (hand === null || width === 0 || height === 0) return;
    const { box } = hand;
    const right = box.x / width - BESIDE; // as a mirrored picture shows it
    const x = right > EDGE ? right : (box.x + box.width) / width + BESIDE;
    const y = (box.y + box.height / 2) / height;
    const percent = (value: number): string => `${(100 * Math.min(Math.max(value, EDGE), 1 - EDGE)).toFixed(1)}%`;
    this.root.style.setProperty("--right", percent(x));
    this.root.style.setProperty("--top", percent(y));
  }
}

function circle(page: Document): SVGElement {
  const made = page.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: 20, cy: 20, r: 17, pathLength: 1 })) {
    made.setAttribute(name, String(value));
  }
  return made;
}
