/** The stats page: an address with filters in; sections that are read again and again, each for itself, out. */

import { element, setText } from "../page/element";
import type { Again, StatsApi } from "../shared/stats/api";
import type { Overview } from "../shared/stats/overview";
import type { Draw } from "./chart-spec";
import { Feed, type Reading } from "./feed";
import { Figure, type FigureContent } from "./figure";
import { FilterForm } from "./filter-form";
import { type Filters, queryOf, readFilters } from "./filters";
import { predictedByDay, recallByDay, trueByDay } from "./sections/days";
import { ModelCards, type ModelFigures } from "./sections/models";
import { sessions, totals } from "./sections/now";

const REFRESH_MS = 15_000;
const OFFLINE = "Stats need the network: they are counted on the server. They come as soon as it can be reached.";
const BEFORE = "Until then these are the figures from before.";
const NOBODY_TOLD = "Nobody has said yet which gesture was shown, so there is nothing to compare with.";

export interface StatsPageParts {
  readonly page: Document;
  /** Whose address holds the filters. */
  readonly window: Pick<Window, "location" | "history" | "addEventListener">;
  readonly api: Pick<StatsApi, "overview">;
  readonly draw: Draw;
}

/** One address of the server, and the section that it fills. */
interface Part {
  turnTo(filters: Filters): void;
  refresh(): Promise<void>;
}

export class StatsPage {
  private filters: Filters;
  private readonly form: FilterForm;
  private readonly figures = new Map<string, Figure>();
  private readonly models: ModelCards;
  private readonly parts: readonly Part[];
  /** The sections whose addresses could not be reached. */
  private readonly away = new Set<string>();

  constructor(private readonly given: StatsPageParts) {
    const { page, window, api, draw } = given;
    this.filters = readFilters(window.location.search);
    this.form = new FilterForm(element(page, "filters", HTMLFormElement), (filters) => this.choose(filters));
    this.form.show(this.filters);
    this.models = new ModelCards(element(page, "models", HTMLElement), draw);
    this.parts = [
      this.part(
        "now",
        (query) => api.overview(query),
        (overview) => this.showOverview(overview),
      ),
    ];
    window.addEventListener("popstate", () => this.apply(readFilters(window.location.search)));
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

  /** Reads and shows everything once more. */
  async refresh(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.refresh()));
  }

  /** Filters that a person chose: they become part of the address, so that Back undoes them and a link keeps them. */
  private choose(filters: Filters): void {
    const { location, history } = this.given.window;
    history.pushState(null, "", `${location.pathname}${queryOf(filters)}`);
    this.apply(filters);
  }

  private apply(filters: Filters): void {
    this.filters = filters;
    this.form.show(filters);
    for (const part of this.parts) part.turnTo(filters);
    void this.refresh();
  }

  /** Reads `ask` into the section of that id, whose other content stays where it fails. */
  private part<T>(section: string, ask: (query: string) => Again<T>, show: (value: T) => void): Part {
    const query = (filters: Filters): string => queryOf(filters);
    const feed = new Feed<T>(ask(query(this.filters)), (reading) => {
      this.tellTrouble(section, reading);
      if (reading.problem === null && reading.value !== null) show(reading.value);
    });
    return { turnTo: (filters) => feed.turnTo(ask(query(filters))), refresh: () => feed.refresh() };
  }

  /** What is wrong with one section is said there; that the server is away, which stops all of them, only once. */
  private tellTrouble(section: string, { problem, value }: Reading<unknown>): void {
    const trouble = element(this.given.page, section, HTMLElement).querySelector<HTMLElement>(".trouble");
    if (trouble === null) throw new Error(`the section ${section} has no place for trouble`);
    const isAway = problem?.status === 0;
    if (isAway) this.away.add(section);
    else this.away.delete(section);
    const away = element(this.given.page, "away", HTMLElement);
    away.hidden = this.away.size === 0;
    setText(away, OFFLINE);
    trouble.hidden = problem === null || isAway;
    if (problem !== null) setText(trouble, value === null ? problem.message : `${problem.message} ${BEFORE}`);
  }

  private showOverview(overview: Overview): void {
    const { page } = this.given;
    const computed = new Date(overview.computedAt).toLocaleTimeString();
    setText(element(page, "computed", HTMLElement), `As of ${computed}, model ${overview.modelId}`);
    element(page, "totals", HTMLElement).replaceChildren(...totals(overview));
    element(page, "sessions", HTMLElement).replaceChildren(sessions(overview.yourSessions));
    const { modelId, report, confusion } = overview;
    const chosen: ModelFigures = { modelId, standing: "In use", report, confusion };
    this.models.show([chosen]);
    this.fill("recall-by-day", recallByDay(overview), NOBODY_TOLD);
    this.fill("true-gestures", trueByDay(overview), NOBODY_TOLD);
    this.fill("predicted-gestures", predictedByDay(overview), "No sample yet.");
  }

  private fill(id: string, content: FigureContent | null, nothing: string): void {
    const { page, draw } = this.given;
    const figure = this.figures.get(id) ?? new Figure(element(page, id, HTMLElement), draw);
    this.figures.set(id, figure);
    if (content === null) figure.showNothing(nothing);
    else figure.show(content);
  }
}
