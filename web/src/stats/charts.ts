/** The charts of one figure, drawn again where their place, the colours or the medium change. */

import { make } from "../ui/make";
import type { ChartSpec, Draw, Drawn, Series } from "./chart-spec";

interface Panel {
  readonly spec: ChartSpec;
  readonly host: HTMLElement;
  readonly readout: HTMLElement;
  drawn: Drawn | null;
}

/** A chart with what a picture of it needs. */
export interface DrawnPanel {
  readonly title: string;
  readonly series: readonly Series[];
  readonly canvas: HTMLCanvasElement;
}

export class Charts {
  readonly root = make("div", { className: "charts" });
  private panels: Panel[] = [];
  private width = 0;
  private drawing = 0;
  private shown = "";

  constructor(private readonly draw: Draw) {
    const again = (): void => void this.redraw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    for (const event of ["beforeprint", "afterprint"]) addEventListener(event, again);
    new ResizeObserver(() => {
      // Rounding makes a chart's height move its neighbours by a fraction of a pixel, which is no news.
      if (Math.abs(this.root.clientWidth - this.width) > 1) again();
    }).observe(this.root);
  }

  /** Shows these and no others; the same as before are left alone. */
  show(specs: readonly ChartSpec[], title: string, summary: string): void {
    const key = JSON.stringify(specs);
    if (key === this.shown) return;
    this.shown = key;
    this.clear();
    this.panels = specs.map((spec) => makePanel(spec, title, summary));
    this.root.classList.toggle("several", specs.length > 1);
    this.root.replaceChildren(...this.panels.map(({ host }) => host.parentElement as HTMLElement), ...legend(specs));
    void this.redraw();
  }

  drawn(): DrawnPanel[] {
    return this.panels.flatMap(({ spec, drawn }) =>
      drawn === null ? [] : [{ title: spec.title, series: spec.series, canvas: drawn.canvas }],
    );
  }

  private async redraw(): Promise<void> {
    const drawing = ++this.drawing;
    this.width = this.root.clientWidth;
    if (this.width === 0) return; // not on the page, or hidden: the observer tells when it is seen
    for (const panel of this.panels) {
      const { spec, host, readout } = panel;
      const drawn = await this.draw(host, spec, (words) => {
        readout.textContent = words;
      });
      // Another drawing has begun meanwhile, which has the newer colours, size or figures.
      if (drawing !== this.drawing) return drawn.destroy();
      panel.drawn?.destroy();
      panel.drawn = drawn;
    }
  }

  private clear(): void {
    this.drawing++;
    for (const { drawn } of this.panels) drawn?.destroy();
  }
}

function makePanel(spec: ChartSpec, title: string, summary: string): Panel {
  const host = make("div", { className: "plot" });
  host.setAttribute("role", "img");
  host.setAttribute("aria-label", spec.title === "" ? `${title}. ${summary}` : `${title}: ${spec.title}`);
  const readout = make("p", { className: "readout" });
  readout.setAttribute("aria-hidden", "true");
  const heading = spec.title === "" ? [] : [make("h4", { textContent: spec.title })];
  make("div", { className: "panel" }, ...heading, host, readout);
  return { spec, host, readout, drawn: null };
}

/** Which colour is which, where there are several in one chart. */
function legend(specs: readonly ChartSpec[]): HTMLElement[] {
  const [spec] = specs;
  if (spec === undefined || specs.length > 1 || spec.series.length < 2) return [];
  const items = spec.series.map(({ name, isReference, ink }, i) => {
    const item = make("li", { textContent: name });
    item.dataset.ink = isReference ? "reference" : String(((ink ?? i) % 6) + 1);
    return item;
  });
  return [make("ul", { className: "legend" }, ...items)];
}
