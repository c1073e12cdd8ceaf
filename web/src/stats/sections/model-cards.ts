/** The best models and the current one side by side, a card for each with its report and its confusion matrix. */

import { make } from "../../ui/make";
import type { BestModels, Confusion, Overview, Report } from "../answers";
import type { Choice, Draw } from "../charts/spec";
import { Figure } from "../figure";
import { confusionContent, reportContent } from "./accuracy";
import { type Compared, partOf } from "./compared";
import { MODELS } from "./words";

interface Told {
  readonly model_id: string;
  readonly report: Report;
  readonly confusion: Confusion;
}

/** What a card shows of a model. */
export interface ModelFigures extends Told, Compared<Told> {
  /** Why it is shown: "Current", "Best". */
  readonly standing: string;
}

interface Card {
  readonly root: HTMLElement;
  readonly standing: HTMLElement;
  readonly report: Figure;
  readonly confusion: Figure;
}

/** The best, and the one that is current or chosen: that first where it is not among them. */
export function modelsSideBySide(
  overview: Overview | null,
  best: BestModels | null,
  chosen: string | undefined,
): ModelFigures[] {
  const standing = chosen === undefined ? MODELS.current : MODELS.chosen;
  const then = comparedWith(overview, best);
  const ranked = (best?.models ?? []).map(({ model_id, report, confusion }, rank): ModelFigures => {
    const place = MODELS.ranks[rank] ?? "";
    const isIt = model_id === overview?.model_id;
    return { model_id, report, confusion, standing: isIt ? `${place} · ${standing}` : place, ...then(model_id) };
  });
  if (overview === null || ranked.some(({ model_id }) => model_id === overview.model_id)) return ranked;
  return [{ ...overview, standing, ...then(overview.model_id) }, ...ranked];
}

/** Each model is compared with itself in the time before, or with the model that was chosen for that. */
function comparedWith(overview: Overview | null, best: BestModels | null): (modelId: string) => Compared<Told> {
  const compared_with = overview?.compared_with ?? null;
  const others: readonly Told[] = [
    ...(best?.compared?.models ?? []),
    ...(overview === null || overview.compared === null ? [] : [overview.compared]),
  ];
  return (modelId) => {
    const wanted = compared_with?.model ?? modelId;
    const other = others.find(({ model_id }) => model_id === wanted) ?? null;
    return { compared: compared_with?.model === modelId ? null : other, compared_with };
  };
}

export class ModelCards {
  private readonly cards = new Map<string, Card>();

  constructor(
    private readonly host: HTMLElement,
    private readonly draw: Draw,
    private readonly onChoose: (choice: Choice) => void = () => {},
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

  private fill(model: ModelFigures): Card {
    const { model_id, standing, report, confusion } = model;
    const card = this.cards.get(model_id) ?? this.makeCard(model_id);
    card.standing.textContent = standing;
    const [reportThen, confusionThen] = [partOf(model, (then) => then.report), partOf(model, (then) => then.confusion)];
    card.report.show(reportContent(report, reportThen));
    card.confusion.show(confusionContent(confusion, confusionThen));
    return card;
  }

  private makeCard(modelId: string): Card {
    const standing = make("p", { className: "hint" });
    const name = make("p", { className: "model-id", textContent: modelId });
    const [report, confusion] = [
      makeHost(`report-${modelId}`, MODELS.report(modelId)),
      makeHost(`confusion-${modelId}`, MODELS.confusion(modelId), MODELS.confusionHint),
    ] as const;
    const root = make("article", { className: "model" }, make("header", {}, name, standing), report, confusion);
    const card = {
      root,
      standing,
      report: new Figure(report, this.draw, this.onChoose),
      confusion: new Figure(confusion, this.draw, this.onChoose),
    };
    this.cards.set(modelId, card);
    return card;
  }
}

function makeHost(id: string, title: string, hint = ""): HTMLElement {
  const heading = make("h3", { id: `${id}-title`, textContent: title });
  const words = hint === "" ? [] : [make("p", { className: "hint", textContent: hint })];
  const host = make("figure", { id }, heading, ...words);
  host.setAttribute("aria-labelledby", heading.id);
  return host;
}
