/** The stats page: an address with filters in; sections that are read again and again, each for itself, out. */

import { ApiError } from "../api/api";
import type { Activity } from "../shared/stats/activity";
import type { Again, StatsApi } from "../shared/stats/api";
import type { Best } from "../shared/stats/best";
import type { Overview } from "../shared/stats/overview";
import type { Quality } from "../shared/stats/quality";
import type { Shadow } from "../shared/stats/shadow";
import type { Speed } from "../shared/stats/speed";
import { element, setText } from "../ui/element";
import type { Draw } from "./chart-spec";
import { Feed, type Reading } from "./feed";
import { Figure, type FigureContent } from "./figure";
import { FilterForm } from "./filter-form";
import { type Filters, queryOf, readFilters } from "./filters";
import { comparedContent, differencesContent } from "./sections/beside";
import { predictedByDay, recallByDay, trueByDay } from "./sections/days";
import { decisionsContent } from "./sections/decided";
import { adoptionContent, delayContent, frameRateContent, latencyContent, receivedContent } from "./sections/fast";
import { Gallery } from "./sections/gallery";
import { ModelCards, modelsSideBySide } from "./sections/models";
import { sessions, totals } from "./sections/now";
import { calibrationContent, confidenceContent, driftContent, falseAlarmContent } from "./sections/trust";
import { activeToday, usageTable } from "./sections/who";

const REFRESH_MS = 15_000;
const OFFLINE = "Stats need the network: they are counted on the server. They come as soon as it can be reached.";
const BEFORE = "Until then these are the figures from before.";
const NOBODY_TOLD = "Nobody has said yet which gesture was shown, so there is nothing to compare with.";
const NOT_YET_COMPARED = "A new model answers beside the one in use, and no frame of it has come in yet.";

export interface StatsPageParts {
  readonly page: Document;
  /** Whose address holds the filters. */
  readonly window: Pick<Window, "location" | "history" | "addEventListener">;
  readonly api: Pick<StatsApi, keyof StatsApi>;
  /** The viewer's, such as Europe/Berlin. */
  readonly zone: string;
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
  private readonly gallery: Gallery;
  private parts: readonly Part[];
  private overview: Overview | null = null;
  private best: Best | null = null;
  private isAdministrator = false;
  /** The sections whose addresses could not be reached. */
  private readonly away = new Set<string>();

  constructor(private readonly given: StatsPageParts) {
    const { page, window, api, draw } = given;
    this.filters = readFilters(window.location.search);
    this.form = new FilterForm(element(page, "filters", HTMLFormElement), (filters) => this.choose(filters));
    this.form.show(this.filters);
    this.models = new ModelCards(element(page, "models", HTMLElement), draw);
    const correct = (sampleId: string, label: string): Promise<void> => api.correct(sampleId, label);
    const [list, news] = [element(page, "gallery", HTMLElement), element(page, "mistakes-news", HTMLElement)];
    this.gallery = new Gallery(list, news, correct, () => void this.refresh());
    this.parts = [
      this.part("now", api.overview, (overview) => this.showOverview(overview)),
      this.part("good", api.models, (best) => this.showBest(best)),
      this.part("who", api.activity, (activity) => this.showActivity(activity), { zone: given.zone }),
      this.part("trust", api.quality, (quality) => this.showQuality(quality)),
      this.part("fast", api.speed, (speed) => this.showSpeed(speed)),
      this.part("beside", api.shadow, (shadow) => this.showShadow(shadow)),
      this.part("decided", api.decisions, (decisions) => {
        this.fill("decisions", decisionsContent(decisions), "No new model has been compared with the one in use yet.");
      }),
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
    await this.admit();
    await Promise.all(this.parts.map((part) => part.refresh()));
  }

  /** Lets the administrator see the mistakes, also one who logs in later, in another tab. */
  private async admit(): Promise<void> {
    if (this.isAdministrator) return;
    const { api, page } = this.given;
    try {
      this.isAdministrator = await api.isAdministrator();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return; // the other parts say what is wrong, and it is asked again with them
    }
    element(page, "mistakes", HTMLElement).hidden = !this.isAdministrator;
    if (!this.isAdministrator) return;
    this.parts = [...this.parts, this.part("mistakes", api.mistakes, ({ mistakes }) => this.gallery.show(mistakes))];
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
  private part<T>(
    section: string,
    ask: (query: string) => Again<T>,
    show: (value: T) => void,
    more: Readonly<Record<string, string>> = {},
  ): Part {
    const asked = (filters: Filters): Again<T> => ask.call(this.given.api, queryOf(filters, more));
    const feed = new Feed<T>(asked(this.filters), (reading) => {
      this.tellTrouble(section, reading);
      if (reading.problem === null && reading.value !== null) show(reading.value);
    });
    return { turnTo: (filters) => feed.turnTo(asked(filters)), refresh: () => feed.refresh() };
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
    element(page, "demo", HTMLElement).hidden = !overview.demo;
    this.form.offer(overview.choices);
    this.overview = overview;
    this.showModels();
    this.fill("recall-by-day", recallByDay(overview), NOBODY_TOLD);
    this.fill("true-gestures", trueByDay(overview), NOBODY_TOLD);
    this.fill("predicted-gestures", predictedByDay(overview), "No sample yet.");
  }

  private showBest(best: Best): void {
    this.best = best;
    this.showModels();
    this.fill("adoption", adoptionContent(best), "No sample yet.");
  }

  private showModels(): void {
    this.models.show(modelsSideBySide(this.overview, this.best, this.filters.model));
  }

  private showActivity(activity: Activity): void {
    this.fill("active", activeToday(activity), `Nobody has used it yet today (${activity.zone}).`);
    this.fill("usage", usageTable(activity), "Nobody has used it on these days.");
  }

  private showQuality(quality: Quality): void {
    this.fill("calibration", calibrationContent(quality), NOBODY_TOLD);
    this.fill("confidence", confidenceContent(quality), "No sample of free use yet.");
    this.fill("false-alarms", falseAlarmContent(quality), "");
    this.fill("drift", driftContent(quality), "The model has not been in use for longer than its first week.");
  }

  private showSpeed(speed: Speed): void {
    this.fill("latency", latencyContent(speed), "No sample yet.");
    this.fill("frame-rate", frameRateContent(speed), "No sample has its frame rate with it yet.");
    this.fill("delay", delayContent(speed), "No sample yet.");
    this.fill("received", receivedContent(speed), "Nothing has been received since this is counted.");
  }

  private showShadow(shadow: Shadow): void {
    const nothing = shadow.challenger === null ? "No new model answers beside the one in use." : NOT_YET_COMPARED;
    this.fill("compared", comparedContent(shadow), nothing);
    this.fill("differences", differencesContent(shadow), "No picture was kept in which two models differ.");
  }

  private fill(id: string, content: FigureContent | null, nothing: string): void {
    const { page, draw } = this.given;
    const figure = this.figures.get(id) ?? new Figure(element(page, id, HTMLElement), draw);
    this.figures.set(id, figure);
    if (content === null) figure.showNothing(nothing);
    else figure.show(content);
  }
}
