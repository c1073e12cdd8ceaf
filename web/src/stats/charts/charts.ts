/** The charts of one figure, drawn again where their place or the medium change; colours follow by themselves. */

import { make } from "../../ui/make";
import { GREY } from "./look";
import type { ChartSpec, Choice, Draw, Drawn, Series } from "./spec";

interface Panel {
  readonly spec: ChartSpec;
  readonly host: HTMLElement;
  drawn: Drawn | null;
}

/** A chart with what a picture of it needs. */
export interface DrawnPanel {
  readonly title: string;
  readonly legend: readonly LegendItem[];
  readonly svg: SVGSVGElement;
}

export interface LegendItem {
  readonly name: string;
  /** Of 1 … 8; null: only to compare with. */
  readonly ink: number | null;
  /** What stands for it where it is no line and no bar. */
  readonly shape?: string;
}

export class Charts {
  readonly root = make("div", { className: "charts" });
  private panels: Panel[] = [];
  private width = 0;
  private drawing = 0;
  private shown = "";

  /** `onChoose` gets what a person has chosen on a chart. */
  constructor(
    private readonly draw: Draw,
    private readonly onChoose: (choice: Choice) => void,
  ) {
    const again = (): void => void this.redraw();
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
    this.drawing++;
    for (const { drawn } of this.panels) drawn?.destroy();
    this.panels = specs.map((spec) => makePanel(spec, title, summary));
    this.root.classList.toggle("several", specs.length > 1);
    const legend = sharedLegend(specs);
    this.root.replaceChildren(
      make("div", { className: "panels" }, ...this.panels.map(({ host }) => host.parentElement as HTMLElement)),
      ...(legend.length === 0 ? [] : [makeLegend(legend)]),
    );
    void this.redraw();
  }

  drawn(): DrawnPanel[] {
    return this.panels.flatMap(({ spec, drawn }) =>
      drawn === null ? [] : [{ title: spec.title, legend: legendOf(spec), svg: drawn.svg }],
    );
  }

  private async redraw(): Promise<void> {
    const drawing = ++this.drawing;
    this.width = this.root.clientWidth;
    if (this.width === 0) return; // not on the page, or hidden: the observer tells when it is seen
    for (const panel of this.panels) {
      panel.drawn?.destroy();
      const drawn = await this.draw(panel.host, panel.spec, this.onChoose);
      // Another drawing has begun meanwhile, which has the newer size or figures.
      if (drawing !== this.drawing) return drawn.destroy();
      panel.drawn = drawn;
    }
  }
}

/** The points of rows, in their order. */
const FULL = ["●", "◆", "▲"];
const HOLLOW = ["○", "◇", "△"];
/** Not a bar's square: one of them may be as grey. */
const LINE = "―";

function makePanel(spec: ChartSpec, title: string, summary: string): Panel {
  const host = make("div", { className: "plot" });
  host.setAttribute("role", "img");
  host.setAttribute("aria-label", spec.title === "" ? `${title}. ${summary}` : `${title}: ${spec.title}`);
  if ("size" in spec && spec.size === "spark") host.classList.add("spark");
  const heading = spec.title === "" ? [] : [make("h4", { textContent: spec.title })];
  make("div", { className: "panel" }, ...heading, host);
  return { spec, host, drawn: null };
}

/** Which colour is which, where there are several in one chart. */
function legendOf(spec: ChartSpec): LegendItem[] {
  if (spec.kind === "matrix" || spec.kind === "timeline") return [];
  const named: readonly Pick<Series, "name" | "isReference" | "isCompared" | "ink">[] =
    spec.kind === "rows" ? spec.points : spec.series;
  return named.map(({ name, isReference, isCompared, ink }, i) => {
    const shape = spec.kind === "rows" ? (isCompared ? HOLLOW : FULL)[i % FULL.length] : isCompared ? LINE : undefined;
    const number = isReference ? null : ((isCompared ? GREY : (ink ?? i)) % 8) + 1;
    return { name, ink: number, ...(shape === undefined ? {} : { shape }) };
  });
}

/** One for all charts: what is alone in its own, or named as it, is said by its title. */
function sharedLegend(specs: readonly ChartSpec[]): LegendItem[] {
  const all = specs.flatMap((spec) => {
    const legend = legendOf(spec);
    return legend.length < 2 ? [] : legend.filter(({ name }) => name !== spec.title);
  });
  return [...new Map(all.map((item) => [item.name, item])).values()];
}

function makeLegend(items: readonly LegendItem[]): HTMLElement {
  const made = items.map(({ name, ink, shape }) => {
    const item = make("li", { textContent: name });
    item.dataset.ink = ink === null ? "reference" : String(ink);
    if (shape !== undefined) item.dataset.shape = shape;
    return item;
  });
  return make("ul", { className: "legend" }, ...made);
}
