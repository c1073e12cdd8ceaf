/** Shows one bar for each label's probability. */

import { type Label, WORDS } from "../../shared/gestures";
import { setText } from "../../ui/element";

interface Bar {
  readonly row: HTMLElement;
  readonly fill: HTMLElement;
  readonly percent: HTMLElement;
}

export class Bars {
  private bars: readonly Bar[] = [];

  constructor(private readonly root: HTMLElement) {}

  /** Makes one empty bar for each label. */
  name(labels: readonly Label[]): void {
    this.bars = labels.map((each) => makeBar(this.root.ownerDocument, each));
    this.root.replaceChildren(...this.bars.map(({ row }) => row));
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
}

function makeBar(page: Document, label: Label): Bar {
  const part = (tag: string, className: string): HTMLElement => {
    const made = page.createElement(tag);
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
  picture.dataset.gesture = label;
  name.textContent = WORDS[label];
  track.append(fill);
  row.append(picture, name, track, percent);
  return { row, fill, percent };
}
