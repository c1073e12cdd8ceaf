/** Shows one bar for the probability of each label, and of each own gesture in use. */

import type { Label } from "../../shared/gestures";
import type { Named } from "../../shared/messages";
import { setText } from "../../ui/element";
import { VIEW } from "../../ui/words/view";
import type { OwnWords } from "./own-words";

interface Bar {
  readonly row: HTMLElement;
  readonly fill: HTMLElement;
  readonly percent: HTMLElement;
}

export class Bars {
  private labels: readonly Bar[] = [];
  private bars: readonly Bar[] = [];

  constructor(
    private readonly root: HTMLElement,
    private readonly words: OwnWords,
  ) {}

  /** Makes one empty bar for each label, and none for own gestures. */
  name(labels: readonly Label[]): void {
    this.labels = labels.map((each) => this.makeBar(each));
    this.bars = this.labels;
    this.root.replaceChildren(...this.bars.map(({ row }) => row));
  }

  /** Makes one empty bar for each own gesture, below the labels'. */
  nameOwn(): void {
    const own = this.words.all.map(({ id }) => this.makeBar(id));
    this.bars = [...this.labels, ...own];
    // As many as a person likes: they scroll, so that what is below them stays where it is.
    const box = this.root.ownerDocument.createElement("div");
    Object.assign(box, { className: "own-bars", tabIndex: 0, role: "group", ariaLabel: VIEW.ownGestures });
    box.append(...own.map(({ row }) => row));
    this.root.replaceChildren(...this.labels.map(({ row }) => row), ...(own.length > 0 ? [box] : []));
  }

  /** Shows probabilities, in the order of the labels. */
  show(probabilities: readonly number[]): void {
    const most = Math.max(...probabilities);
    this.bars.forEach(({ row, fill, percent }, i) => {
      const value = probabilities[i] ?? 0;
      fill.style.transform = `scaleX(${value.toFixed(3)})`;
      row.classList.toggle("most", value === most);
      setText(percent, `${Math.round(100 * value)} %`);
    });
  }

  clear(): void {
    for (const { row, fill, percent } of this.bars) {
      fill.style.transform = "scaleX(0)";
      row.classList.remove("most");
      setText(percent, "");
    }
  }

  private makeBar(named: Named): Bar {
    const part = (tag: string, className: string): HTMLElement => {
      const made = this.root.ownerDocument.createElement(tag);
      made.className = className;
      return made;
    };
    const [row, picture, name, track, fill, percent] = [
      part("div", "bar"),
      part("span", "picture"),
      part("span", "bar-name"),
      part("span", "bar-track"),
      part("span", "bar-fill"),
      part("span", "bar-percent"),
    ] as const;
    this.words.picture(picture, named);
    name.textContent = this.words.of(named);
    track.append(fill);
    row.append(picture, name, track, percent);
    return { row, fill, percent };
  }
}
