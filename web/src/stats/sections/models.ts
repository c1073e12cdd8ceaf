/** Models side by side: the reports of the best and of the one in use in, a card for each with its tables out. */

import type { Best } from "../../shared/stats/best";
import type { Confusion, Overview, Report } from "../../shared/stats/overview";
import { make } from "../../ui/make";
import type { Draw } from "../chart-spec";
import { Figure, type FigureContent } from "../figure";
import { confusionContent, reportContent } from "./report";

/** What a card shows of a model. */
export interface ModelFigures {
  readonly modelId: string;
  /** Why it is shown: "In use", "Best". */
  readonly standing: string;
  readonly report: Report;
  readonly confusion: Confusion;
}

interface Card {
  readonly root: HTMLElement;
  readonly standing: HTMLElement;
  readonly report: Figure;
  readonly confusion: Figure;
}

const RANKS = ["Best", "Second", "Third"];
const HOW = "No sample yet. Log in, show a gesture, and press its key to say which one it is.";

/** The best, and the one that is in use or chosen: that first where it is not among them. */
export function modelsSideBySide(overview: Overview | null, best: Best | null, chosen: string | null): ModelFigures[] {
  const standing = chosen === null ? "In use" : "Chosen";
  const ranked = (best?.models ?? []).map(({ modelId, report, confusion }, rank): ModelFigures => {
    const place = RANKS[rank] ?? "";
    return { modelId, report, confusion, standing: modelId === overview?.modelId ? `${place} · ${standing}` : place };
  });
  if (overview === null || ranked.some(({ modelId }) => modelId === overview.modelId)) return ranked;
  const { modelId, report, confusion } = overview;
  return [{ modelId, standing, report, confusion }, ...ranked];
}

export class ModelCards {
  private readonly cards = new Map<string, Card>();

  constructor(
    private readonly host: HTMLElement,
    private readonly draw: Draw,
  ) {}

  /** Shows these and no others, in this order; the cards of models that were there stay as they are. */
  show(models: readonly ModelFigures[]): void {
    const cards = models.map((model) => this.fill(model));
    for (const [id, card] of this.cards) {
      if (cards.includes(card)) continue;
      card.root.remove();
      this.cards.delete(id);
    }
    // What is moved in a document loses the focus, and whoever goes by keyboard would begin at the top again.
    const focused = this.host.ownerDocument.activeElement;
    cards.forEach(({ root }, i) => {
      if (this.host.children[i] !== root) this.host.insertBefore(root, this.host.children[i] ?? null);
    });
    if (focused instanceof HTMLElement && this.host.contains(focused)) focused.focus({ preventScroll: true });
  }

  private fill({ modelId, standing, report, confusion }: ModelFigures): Card {
    const card = this.cards.get(modelId) ?? this.makeCard(modelId);
    card.standing.textContent = standing;
    fillFigure(card.report, reportContent(report));
    fillFigure(card.confusion, confusionContent(confusion));
    return card;
  }

  private makeCard(modelId: string): Card {
    const standing = make("p", { className: "hint" });
    const name = make("p", { className: "model-id", textContent: modelId });
    const [report, confusion] = [
      makeHost(`report-${modelId}`, `Accuracy of ${modelId}`),
      makeHost(`confusion-${modelId}`, `Confusion matrix of ${modelId}`),
    ] as const;
    const root = make("article", { className: "model" }, make("header", {}, name, standing), report, confusion);
    const card = { root, standing, report: new Figure(report, this.draw), confusion: new Figure(confusion, this.draw) };
    this.cards.set(modelId, card);
    return card;
  }
}

function fillFigure(of: Figure, content: FigureContent | null): void {
  if (content === null) of.showNothing(HOW);
  else of.show(content);
}

function makeHost(id: string, title: string): HTMLElement {
  const heading = make("h3", { id: `${id}-title`, textContent: title });
  const host = make("figure", { id }, heading);
  host.setAttribute("aria-labelledby", heading.id);
  return host;
}
