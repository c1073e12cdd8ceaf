/** The stats page: counts of the server in, tables out, read again every few seconds. */

import { type Api, ApiError } from "../shared/api";
import { wordsFor } from "../shared/gestures";
import type { SessionSummary, Stats } from "../shared/stats";
import { element, setText } from "./element";
import { percent, reportTable, toldTable } from "./report-tables";
import { type Cell, count, makeEmpty, makeTable } from "./table";

const REFRESH_MS = 5_000;
const OFFLINE = "Stats need the network: they are counted on the server. They come as soon as it can be reached.";

export class StatsPage {
  private shown = "";

  constructor(
    private readonly page: Document,
    private readonly api: Pick<Api, "stats">,
  ) {}

  /** Shows the figures now and every five seconds while the page is looked at. */
  start(): void {
    void this.refresh();
    setInterval(() => {
      if (this.page.visibilityState === "visible") void this.refresh();
    }, REFRESH_MS);
  }

  /** Reads and shows the figures; says what to do where that fails. */
  async refresh(): Promise<void> {
    const status = element(this.page, "computed", HTMLElement);
    try {
      const stats = await this.api.stats();
      this.show(stats);
      setText(status, `As of ${new Date(stats.computedAt).toLocaleTimeString()}, model ${stats.modelId}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setText(status, error.status === 0 ? OFFLINE : error.message);
    }
  }

  /** Shows figures; leaves the page alone where they are those that it shows, so that nobody loses their place. */
  show(stats: Stats): void {
    const { computedAt: _, ...figures } = stats;
    const key = JSON.stringify(figures);
    if (key === this.shown) return;
    this.shown = key;
    this.fill("totals", ...totals(this.page, stats));
    this.fill("accuracy", reportTable(this.page, stats.report));
    this.fill("confusion", confusion(this.page, stats));
    this.fill("told", toldTable(this.page, stats));
    this.fill("days", days(this.page, stats));
    this.fill("sessions", sessions(this.page, stats.yourSessions));
  }

  private fill(id: string, ...content: Node[]): void {
    element(this.page, id, HTMLElement).replaceChildren(...content);
  }
}

function totals(page: Document, { totals, report }: Stats): HTMLElement[] {
  const figures: [string, string][] = [
    ["Samples", String(totals.samples)],
    ["People", String(totals.users)],
    ["Sessions", String(totals.sessions)],
    ["Accuracy", percent(report.accuracy.rate)],
  ];
  return figures.map(([name, value]) => {
    const [group, term, figure] = [page.createElement("div"), page.createElement("dt"), page.createElement("dd")];
    term.textContent = name;
    figure.textContent = value;
    group.append(term, figure);
    return group;
  });
}

function confusion(page: Document, { confusion: { labels, counts } }: Stats): HTMLElement {
  const rows = labels.map((label, i) => [
    { text: wordsFor(label) },
    ...labels.map((_, j): Cell => {
      const n = counts[i]?.[j] ?? 0;
      return { text: String(n), className: `count${n === 0 ? " zero" : i === j ? " right" : " wrong"}` };
    }),
  ]);
  return makeTable(page, [{ text: "" }, ...labels.map((label) => count(wordsFor(label)))], rows);
}

function days(page: Document, { byDay, labels }: Stats): HTMLElement {
  if (byDay.length === 0) return makeEmpty(page, "No sample yet.");
  const names = [...new Set(byDay.map(({ day }) => day))].sort().reverse();
  const rows = names.map((day) => [
    { text: day },
    ...labels.map((label) => {
      const n = byDay.find((row) => row.day === day && row.gesture === label)?.samples ?? 0;
      return { text: String(n), className: n === 0 ? "count zero" : "count" };
    }),
  ]);
  return makeTable(page, [{ text: "Day" }, ...labels.map((label) => count(wordsFor(label)))], rows);
}

function sessions(page: Document, yours: readonly SessionSummary[] | null): HTMLElement {
  if (yours === null) return makeEmpty(page, "Log in on the recognition page to see your own sessions here.");
  if (yours.length === 0) return makeEmpty(page, "You have no sessions with samples yet.");
  const rows = yours.map(({ startedAt, samples, gestures }) => [
    { text: new Date(startedAt).toLocaleString() },
    count(String(samples)),
    {
      text: Object.entries(gestures)
        .map(([label, n]) => `${wordsFor(label)} ${n}`)
        .join(", "),
    },
  ]);
  return makeTable(page, [{ text: "Started" }, count("Samples"), { text: "Gestures named" }], rows);
}
