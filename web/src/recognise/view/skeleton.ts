/** Draws the bones and the name of each hand over the video. */

import type { Size } from "../../shared/messages";
import { element, setText } from "../../ui/element";
import { Pace } from "../../ui/pace";
import type { NamedHand } from "../naming/hand-names";
import { type Brush, drawBones, drawBox } from "./bones";
import type { OwnWords } from "./own-words";

/** Pixels of the canvas' longer side: sharp on most screens, and quick to clear. */
const LONGEST = 960;
/** A line's width as a share of the hand's square, and its limits in the canvas' pixels. */
const WIDTH = 0.018;
const THINNEST = 2;
const THICKEST = 6;
/** Figures that change thirty times a second cannot be read. */
const PERCENT_EVERY_MS = 250;
/** Colours of the hand that was seen first and of the other: they lie on a picture, so light and dark screens share them. */
const BRUSHES: readonly Omit<Brush, "width">[] = [
  { line: "#7bd8c7", joint: "#ffffff", edge: "rgb(11 16 14 / 60%)" },
  { line: "#ffc46b", joint: "#ffffff", edge: "rgb(11 16 14 / 60%)" },
];

/** The canvas lies in the mirrored stage and is drawn unmirrored, as the points are; the names must be readable. */
export class Skeleton {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly tags: readonly HTMLElement[];
  private readonly pace = new Pace(PERCENT_EVERY_MS);
  private isClear = true;

  /** Throws where the browser has no canvas. */
  constructor(
    private readonly page: Document,
    private readonly words: OwnWords,
  ) {
    this.canvas = element(page, "skeleton", HTMLCanvasElement);
    const context = this.canvas.getContext("2d");
    if (context === null) throw new Error("This browser cannot draw the hand. Use a recent browser.");
    this.context = context;
    this.tags = BRUSHES.map(() => makeTag(page));
    element(page, "hand-names", HTMLElement).replaceChildren(...this.tags);
  }

  /** Draws the hands of a frame of that size, answered at `at` milliseconds, in place of those before. */
  show(hands: readonly NamedHand[], frame: Size, at: number): void {
    const wasClear = this.isClear;
    this.clear();
    if (hands.length === 0 || frame.width === 0) return;
    if (wasClear) this.pace.restart();
    const isDue = this.pace.isDue(at);
    const isOfFile = this.page.body.hasAttribute("data-file"); // where a hand may be one of many things
    const scale = LONGEST / Math.max(frame.width, frame.height);
    this.resize(Math.round(scale * frame.width), Math.round(scale * frame.height));
    const inOrder = [...hands].sort((one, other) => one.hand.id - other.hand.id); // each keeps its colour
    for (const [i, brush] of BRUSHES.entries()) {
      const named = inOrder[i];
      if (named === undefined) continue;
      const width = Math.min(Math.max(WIDTH * scale * named.hand.square.size, THINNEST), THICKEST);
      drawBones(this.context, named.hand.points, scale, { ...brush, width });
      if (isOfFile) drawBox(this.context, named.hand.points, scale, { ...brush, width });
      tell(this.tags[i] as HTMLElement, named, this.words.of(named.steady), frame, isDue);
    }
    this.isClear = false;
  }

  clear(): void {
    if (this.isClear) return;
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const tag of this.tags) tag.hidden = true;
    this.isClear = true;
  }

  private resize(width: number, height: number): void {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
  }
}

function makeTag(page: Document): HTMLElement {
  const tag = page.createElement("p");
  tag.className = "hand-name";
  tag.hidden = true;
  const part = (className: string): HTMLElement => Object.assign(page.createElement("span"), { className });
  tag.append(page.createElement("b"), part("percent"), part("side"));
  return tag;
}

/** Puts a hand's name above it, as it is seen: the picture is mirrored. A new name has its own certainty at once. */
function tell(
  tag: HTMLElement,
  { hand: { points }, steady, confidence, confident, side }: NamedHand,
  words: string,
  { width, height }: Size,
  isDue: boolean,
): void {
  let [left, right, top] = [width, 0, height];
  for (let i = 0; i < points.length; i += 3) {
    left = Math.min(left, points[i] as number);
    right = Math.max(right, points[i] as number);
    top = Math.min(top, points[i + 1] as number);
  }
  const share = (value: number): string => `${(100 * Math.min(Math.max(value, 0), 1)).toFixed(1)}%`;
  tag.style.setProperty("--right", share((left + right) / 2 / width));
  tag.style.setProperty("--top", share(top / height));
  tag.classList.toggle("unsure", !confident || steady === "none");
  const [name, percent, which] = tag.children as unknown as readonly [HTMLElement, HTMLElement, HTMLElement];
  const said = confident || steady === "none" ? words : `${words}?`;
  const isNew = tag.hidden || name.textContent !== said;
  setText(name, said);
  if (isDue || isNew) setText(percent, steady === "none" ? "" : `${Math.round(100 * confidence)} %`);
  setText(which, `${side} hand`);
  tag.hidden = false;
}
