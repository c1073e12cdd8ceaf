/** The stats page: its filters are its address, and each section is read again and again for itself. */

import { ApiError, type Client } from "../api/client";
import { element, setText } from "../ui/element";
import { STANDING } from "../ui/words";
import type { BestModels, Overview } from "./answers";
import type { Draw } from "./chart-spec";
import { Feed, type Reading } from "./feed";
import { Figure, type FigureContent } from "./figure";
import { FilterForm } from "./filter-form";
import { type Filters, filtersIn, queryOf } from "./filters";
import { recallByDay } from "./sections/accuracy";
import { calibrationFigures } from "./sections/calibration";
import { decisionsContent } from "./sections/decisions";
import { gestureFigures } from "./sections/gestures";
import { adoptionContent, latencyFigures } from "./sections/latency";
import { Mistakes } from "./sections/mistakes";
import { ModelCards, modelsSideBySide } from "./sections/model-cards";
import { sessions, totals } from "./sections/overview";
import { shadowFigures } from "./sections/shadow";
import { usageFigures } from "./sections/usage";

const REFRESH_MS = 15_000;
const BEFORE = "Until then these are the figures from before.";

export interface StatsPageParts {
  readonly page: Document;
  /** Whose address holds the filters. */
  readonly window: Pick<Window, "location" | "history" | "addEventListener">;
  readonly client: Pick<Client, "json" | "send" | "withHeaders">;
  /** The viewer's, such as Europe/Berlin. */
  readonly zone: string;
  readonly draw: Draw;
}

/** What fills one section. */
interface Part {
  turnTo(filters: Filters): void;
  refresh(): Promise<void>;
}

export class StatsPage {
  private filters: Filters;
  private readonly form: FilterForm;
  private readonly figures = new Map<string, Figure>();
  private readonly models: ModelCards;
  private readonly mistakes: Mistakes;
  private parts: readonly Part[];
  private overview: Overview | null = null;
  private best: BestModels | null = null;
  private isAdministrator = false;
  /** The sections whose figures could not be asked for. */
  private readonly away = new Set<string>();
  /** When the server was first not reached, of the times that it is not now. */
  private awaySince: Date | null = null;

  constructor(private readonly given: StatsPageParts) {
    const { page, window, client, zone, draw } = given;
    this.filters = filtersIn(new URLSearchParams(window.location.search));
    this.form = new FilterForm(element(page, "filters", HTMLFormElement), (filters) => this.choose(filters));
    this.form.show(this.filters);
    this.models = new ModelCards(element(page, "models", HTMLElement), draw);
    const correct = async (id: string, label: string): Promise<void> => {
      await client.send("put", "/api/stats/mistakes/{id}", { path: { id }, body: { label } });
    };
    const [list, news] = [element(page, "gallery", HTMLElement), element(page, "mistakes-news", HTMLElement)];
    this.mistakes = new Mistakes(list, news, correct, () => void this.refresh());
    this.parts = [
      this.part(
        "overview",
        (query) => client.withHeaders("get", "/api/stats", { query }),
        ({ value, headers }) => this.showOverview(value, headers.get("Figures-Computed-At")),
      ),
      this.part(
        "accuracy",
        (query) => client.json("get", "/api/stats/models", { query }),
        (best) => this.showBest(best),
      ),
      this.part(
        "usage",
        (query) => client.json("get", "/api/stats/activity", { query: { ...query, zone } }),
        (activity) => this.show(usageFigures(activity)),
      ),
      this.part(
        "calibration",
        (query) => client.json("get", "/api/stats/quality", { query }),
        (quality) => this.show(calibrationFigures(quality)),
      ),
      this.part(
        "latency",
        (query) => client.json("get", "/api/stats/speed", { query }),
        (speed) => this.show(latencyFigures(speed)),
      ),
      this.part(
        "shadow",
        (query) => client.json("get", "/api/stats/shadow", { query }),
        (shadow) => this.show(shadowFigures(shadow)),
      ),
      this.part(
        "model-decisions",
        () => client.json("get", "/api/stats/decisions"),
        (decisions) => this.show({ decisions: decisionsContent(decisions) }),
      ),
    ];
    window.addEventListener("popstate", () => this.apply(filtersIn(new URLSearchParams(window.location.search))));
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
    await this.admit();
    await Promise.all(this.parts.map((part) => part.refresh()));
  }

  /** Lets the administrator see the mistakes, also one who logs in later, in another tab. */
  private async admit(): Promise<void> {
    if (this.isAdministrator) return;
    const { client, page } = this.given;
    try {
      // Who is nobody would be refused the account.
      const { name } = await client.json("get", "/api/session");
      this.isAdministrator = name !== null && (await client.json("get", "/api/account")).administrator;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return; // the other parts say what is wrong, and it is asked again with them
    }
    element(page, "mistakes", HTMLElement).hidden = !this.isAdministrator;
    if (!this.isAdministrator) return;
    const mistakes = this.part(
      "mistakes",
      (query) => client.json("get", "/api/stats/mistakes", { query }),
      ({ mistakes }) => this.mistakes.show(mistakes),
    );
    this.parts = [...this.parts, mistakes];
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
  private part<T>(section: string, ask: (query: Filters) => Promise<T>, show: (value: T) => void): Part {
    const { filters } = this;
    const feed = new Feed<T>(
      () => ask(filters),
      (reading) => {
        this.showTrouble(section, reading);
        if (reading.problem === null && reading.value !== null) show(reading.value);
      },
    );
    return { turnTo: (chosen) => feed.turnTo(() => ask(chosen)), refresh: () => feed.refresh() };
  }

  /** What is wrong with one section is said there; that the server is away, which stops all of them, only once. */
  private showTrouble(section: string, { problem, value }: Reading<unknown>): void {
    const trouble = element(this.given.page, section, HTMLElement).querySelector<HTMLElement>(".trouble");
    if (trouble === null) throw new Error(`the section ${section} has no place for trouble`);
    const isAway = problem?.status === 0;
    if (isAway) this.away.add(section);
    else this.away.delete(section);
    const away = element(this.given.page, "away", HTMLElement);
    away.hidden = this.away.size === 0;
    this.awaySince = away.hidden ? null : (this.awaySince ?? new Date());
    if (this.awaySince !== null) this.sayAway(away, this.awaySince.toLocaleTimeString());
    trouble.hidden = problem === null || isAway;
    if (problem !== null) setText(trouble, value === null ? problem.message : `${problem.message} ${BEFORE}`);
  }

  private sayAway(away: HTMLElement, since: string): void {
    setText(away, STANDING.stats(since));
    if (this.overview === null) setText(element(this.given.page, "computed", HTMLElement), STANDING.noStats(since));
  }

  private showOverview(overview: Overview, computedAt: string | null): void {
    const { page } = this.given;
    const asOf = computedAt === null ? "" : `As of ${new Date(computedAt).toLocaleTimeString()}, `;
    setText(element(page, "computed", HTMLElement), `${asOf}model ${overview.model_id}`);
    element(page, "totals", HTMLElement).replaceChildren(...totals(overview));
    element(page, "sessions", HTMLElement).replaceChildren(sessions(overview.your_sessions));
    element(page, "demo", HTMLElement).hidden = !overview.demo;
    this.form.offer(overview.choices);
    this.overview = overview;
    this.showModels();
    this.show({ "recall-by-day": recallByDay(overview), ...gestureFigures(overview) });
  }

  private showBest(best: BestModels): void {
    this.best = best;
    this.showModels();
    this.show({ adoption: adoptionContent(best) });
  }

  private showModels(): void {
    this.models.show(modelsSideBySide(this.overview, this.best, this.filters.model));
  }

  /** Shows content in the figures of these ids. */
  private show(contents: Readonly<Record<string, FigureContent | string>>): void {
    const { page, draw } = this.given;
    for (const [id, content] of Object.entries(contents)) {
      const figure = this.figures.get(id) ?? new Figure(element(page, id, HTMLElement), draw);
      this.figures.set(id, figure);
      figure.show(content);
    }
  }
}
