/** The stats page: its address says which tab is shown and what is counted; what is shown is read again and again. */

import type { ApiError, Client } from "../api/client";
import { element, setText } from "../ui/element";
import type { Draw } from "./charts/spec";
import { Feed, type Reading } from "./feed";
import { Figure, type FigureContent } from "./figure";
import { FilterForm } from "./filter-form";
import { type Filters, queryFor } from "./filters";
import type { Desk, Panel } from "./panel";
import { type SourceName, type Sources, sourcesOf, type Value } from "./sources";
import { TabBar } from "./tab-bar";
import { MAKE_TAB } from "./tabs/all";
import { Troubles } from "./troubles";
import { queryOf, type Tab, type View, viewIn, viewOf } from "./view";
import { PAGE } from "./words";

const REFRESH_MS = 15_000;

export interface StatsPageParts {
  readonly page: Document;
  /** Whose address says what is shown. */
  readonly window: Pick<Window, "location" | "history" | "addEventListener">;
  readonly client: Pick<Client, "json" | "send" | "withHeaders">;
  /** The viewer's, such as Europe/Berlin. */
  readonly zone: string;
  readonly draw: Draw;
  readonly now?: () => Date;
}

export class StatsPage {
  private view: View;
  private readonly now: () => Date;
  private readonly form: FilterForm;
  private readonly bar: TabBar;
  private readonly troubles: Troubles;
  private readonly sources: Sources;
  private readonly feeds = new Map<SourceName, Feed<unknown>>();
  /** What was read with the filters that are chosen now. */
  private readonly readings = new Map<SourceName, Reading<unknown>>();
  private readonly tabs = new Map<Tab, readonly Panel[]>();
  private readonly figures = new Map<string, Figure>();

  constructor(private readonly given: StatsPageParts) {
    const { page, window, client, zone, now = () => new Date() } = given;
    this.now = now;
    this.view = viewIn(new URLSearchParams(window.location.search));
    this.sources = sourcesOf(client, zone);
    this.troubles = new Troubles(page);
    this.form = new FilterForm(
      element(page, "filters", HTMLFormElement),
      (filters) => this.go(viewOf(this.view.tab, filters)),
      now,
    );
    this.bar = new TabBar(page, (tab) => this.go(viewOf(tab, this.view.filters)));
    const all = element(page, "clear-filters", HTMLButtonElement);
    all.addEventListener("click", () => this.go(viewOf(this.view.tab, { days: "all" })));
    window.addEventListener("popstate", () => this.turnTo(viewIn(new URLSearchParams(window.location.search))));
    this.showTab();
  }

  /** Shows the figures now, every fifteen seconds while the page is looked at, and as soon as it is looked at again. */
  start(): void {
    const { page } = this.given;
    void this.refresh();
    const refreshIfSeen = (): void => {
      if (page.visibilityState === "visible") void this.refresh();
    };
    setInterval(refreshIfSeen, REFRESH_MS);
    page.addEventListener("visibilitychange", refreshIfSeen);
  }

  /** Reads and shows once more what the tab shows. */
  async refresh(): Promise<void> {
    const names = new Set<SourceName>(["overview", ...this.panels().map(({ source }) => source)]);
    await Promise.all(Array.from(names, (name) => this.feed(name).refresh()));
  }

  /** A person chose it: it becomes the address, so that Back undoes it and a link keeps it. */
  private go(view: View): void {
    const { location, history } = this.given.window;
    history.pushState(null, "", `${location.pathname}${queryOf(view)}`);
    this.turnTo(view);
  }

  private turnTo(view: View): void {
    const before = this.view;
    this.view = view;
    if (JSON.stringify(before.filters) !== JSON.stringify(view.filters)) {
      this.readings.clear();
      for (const feed of this.feeds.values()) feed.forget();
      // What stands there is of other filters until the answer comes.
      for (const { section } of [...this.tabs.values()].flat()) {
        element(this.given.page, section, HTMLElement).setAttribute("aria-busy", "true");
      }
    }
    this.showTab();
    void this.refresh();
  }

  /** Shows the tab with what was read for others already. */
  private showTab(): void {
    this.form.show(this.view.filters);
    this.bar.show(this.view);
    for (const [name, reading] of this.readings) this.showReading(name, reading);
  }

  private panels(): readonly Panel[] {
    const { tab } = this.view;
    const made = this.tabs.get(tab) ?? MAKE_TAB[tab](this.desk());
    this.tabs.set(tab, made);
    return made;
  }

  private desk(): Desk {
    const { page, client, draw } = this.given;
    return {
      page,
      client,
      draw,
      filters: () => this.view.filters,
      choose: (change, dropped) => this.choose(change, dropped),
      show: (contents) => this.showFigures(contents),
      refresh: () => void this.refresh(),
    };
  }

  private choose(change: Partial<Filters>, dropped: readonly (keyof Filters)[] = []): void {
    const isOfDays = change.from !== undefined || change.to !== undefined;
    const gone: readonly string[] = isOfDays ? [...dropped, "days"] : dropped;
    const kept: Filters = Object.fromEntries(
      Object.entries(this.view.filters).filter(([name]) => !gone.includes(name)),
    );
    const isOfMistakes = change.label !== undefined || change.predicted !== undefined;
    this.go(viewOf(isOfMistakes ? "mistakes" : this.view.tab, { ...kept, ...change }));
  }

  private feed(name: SourceName): Feed<unknown> {
    const known = this.feeds.get(name);
    if (known !== undefined) return known;
    const ask = (): Promise<unknown> => {
      const { label, predicted } = this.view.filters;
      const cell = { ...(label === undefined ? {} : { label }), ...(predicted === undefined ? {} : { predicted }) };
      return this.sources[name](queryFor(this.view.filters, this.now()), cell);
    };
    const feed = new Feed(ask, (reading) => {
      this.readings.set(name, reading);
      this.showReading(name, reading);
    });
    this.feeds.set(name, feed);
    return feed;
  }

  private showReading(name: SourceName, reading: Reading<unknown>): void {
    const { problem, value } = reading;
    const isNew = problem === null;
    if (name === "overview" && isNew) this.showFrame(value as Value<"overview">);
    if (name === "overview" && problem !== null && value === null && problem.status !== 0) this.showNoFrame(problem);
    const mine = this.panels().filter(({ source }) => source === name);
    this.troubles.show(name, new Set(mine.map(({ section }) => section)), reading);
    if (!isNew) return;
    for (const panel of mine) {
      panel.show(value);
      element(this.given.page, panel.section, HTMLElement).removeAttribute("aria-busy");
    }
  }

  /** What stands around every tab. */
  private showFrame({ choices, totals, model_id, computedAt, demo }: Value<"overview">): void {
    const { page } = this.given;
    const query = queryFor(this.view.filters, this.now());
    setText(element(page, "computed", HTMLElement), PAGE.computed(query, computedAt, model_id));
    element(page, "demo", HTMLElement).hidden = !demo;
    this.form.offer(choices);
    const isEmpty = choices.from === null;
    for (const id of ["tab-bar", "filters"]) element(page, id, HTMLElement).hidden = isEmpty;
    element(page, "no-samples", HTMLElement).hidden = !isEmpty;
    const matchesNothing = !isEmpty && totals.samples === 0;
    this.showNoMatch(matchesNothing ? PAGE.noMatch : null);
    element(page, "tabs", HTMLElement).hidden = isEmpty || matchesNothing;
  }

  /** There are no figures for these filters: the server refuses them, or failed. */
  private showNoFrame({ status, message }: ApiError): void {
    const { page } = this.given;
    setText(element(page, "computed", HTMLElement), "");
    const isRefused = status === 400;
    this.showNoMatch(isRefused ? PAGE.refused(message) : null);
    element(page, "tabs", HTMLElement).hidden = isRefused;
  }

  private showNoMatch(words: string | null): void {
    const { page } = this.given;
    element(page, "no-match", HTMLElement).hidden = words === null;
    if (words !== null) setText(element(page, "no-match-words", HTMLElement), words);
  }

  private showFigures(contents: Readonly<Record<string, FigureContent | string>>): void {
    const { page, draw } = this.given;
    for (const [id, content] of Object.entries(contents)) {
      const figure =
        this.figures.get(id) ?? new Figure(element(page, id, HTMLElement), draw, (choice) => this.choose(choice));
      this.figures.set(id, figure);
      figure.show(content);
    }
  }
}
