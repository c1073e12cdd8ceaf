/** A figure of the stats page: a sentence, charts, the table behind them, and both as files. */

import { make, makeButton, save } from "../ui/make";
import { Charts } from "./charts/charts";
import { pictureOfCharts, pictureOfTable } from "./charts/picture";
import type { ChartSpec, Choice, Draw } from "./charts/spec";
import { makeTable, type TableContent, tableAsCsv } from "./table";
import { FIGURE } from "./words";

/** Where there is nothing to show, a sentence that says why stands in its place. */
export interface FigureContent {
  /** The figure in one sentence, for those who do not see it and those in a hurry. */
  readonly summary: string;
  /** None: the table is the figure. */
  readonly charts: readonly ChartSpec[];
  readonly table: TableContent;
  /** What happened, one after another, with the reasons: what charts cannot say. */
  readonly events?: readonly FigureEvent[];
  /** Whether the table is folded away; it is where there are charts. */
  readonly isFolded?: boolean;
}

export interface FigureEvent {
  readonly when: string;
  readonly what: string;
  readonly why: string;
  readonly isBad: boolean;
}

export class Figure {
  private readonly title: string;
  private readonly summary = make("p", { className: "summary" });
  private readonly charts: Charts;
  private readonly events = make("ol", { className: "events", hidden: true });
  private readonly scroll = make("div", { className: "scroll", tabIndex: 0 });
  private readonly details = make("details", {}, make("summary", { textContent: FIGURE.table }));
  private readonly tools: HTMLElement;
  private readonly body = make("div", { className: "figure-body", hidden: true });
  private content: FigureContent | null = null;
  private shown = "";

  /** `host` has a heading, which is the figure's title; `onChoose` gets what a person chooses on a chart or in the table. */
  constructor(
    private readonly host: HTMLElement,
    draw: Draw,
    private readonly onChoose: (choice: Choice) => void = () => {},
  ) {
    const heading = host.querySelector("h3");
    if (heading === null) throw new Error(`the figure ${host.id} has no heading`);
    this.title = heading.textContent?.trim() ?? "";
    this.charts = new Charts(draw, onChoose);
    this.scroll.setAttribute("role", "group");
    this.scroll.setAttribute("aria-label", FIGURE.tableOf(this.title));
    const csv = makeButton("CSV", () => this.saveCsv(), FIGURE.csv(this.title));
    const png = makeButton("PNG", () => void this.savePicture(), FIGURE.png(this.title));
    for (const button of [csv, png]) button.classList.add("quiet");
    this.tools = make("div", { className: "tools", hidden: true }, csv, png);
    this.body.append(this.charts.root, this.events, this.details, this.scroll);
    heading.after(this.tools);
    host.append(this.summary, this.body);
  }

  /** Shows other content in the same place: what is open stays open, and the focus where it is. */
  show(content: FigureContent | string): void {
    const shown = JSON.stringify(content);
    if (shown === this.shown) return;
    this.shown = shown;
    this.content = typeof content === "string" ? null : content;
    this.body.hidden = this.tools.hidden = this.content === null;
    const summary = typeof content === "string" ? content : content.summary;
    if (this.summary.textContent !== summary) this.summary.textContent = summary;
    this.charts.show(this.content?.charts ?? [], this.title, summary);
    if (this.content === null) return;
    this.showTable(this.content);
    this.showEvents(this.content.events ?? []);
  }

  /** The table is folded away where there are charts, or would be. */
  private showTable({ charts, table, isFolded = charts.length > 0 }: FigureContent): void {
    this.details.hidden = !isFolded;
    if (isFolded && this.scroll.parentElement !== this.details) this.details.append(this.scroll);
    if (!isFolded && this.scroll.parentElement !== this.body) this.body.append(this.scroll);
    this.scroll.replaceChildren(makeTable(this.host.ownerDocument, table, this.onChoose));
  }

  private showEvents(events: readonly FigureEvent[]): void {
    this.events.hidden = events.length === 0;
    const items = events.map(({ when, what, why, isBad }) => {
      const head = make("strong", { textContent: what, className: isBad ? "verdict-strong" : "" });
      const words = why === "" ? [] : [make("p", { textContent: why })];
      return make("li", {}, make("span", { className: "hint", textContent: when }), head, ...words);
    });
    this.events.replaceChildren(...items);
  }

  private saveCsv(): void {
    if (this.content === null) return;
    const text = tableAsCsv(this.content.table);
    // Without the mark of its encoding, Excel reads UTF-8 as something else.
    save(new Blob(["\uFEFF", text], { type: "text/csv" }), `${this.host.id}.csv`);
  }

  private async savePicture(): Promise<void> {
    if (this.content === null) return;
    const { table, summary } = this.content;
    const canvas =
      this.content.charts.length > 0
        ? await pictureOfCharts(this.title, summary, this.charts.drawn())
        : pictureOfTable(this.title, summary, table);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (blob !== null) save(blob, `${this.host.id}.png`);
  }
}
