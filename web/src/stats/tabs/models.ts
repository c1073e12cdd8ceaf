/** How accurate each model is, and which ones answer. */

import { element } from "../../ui/element";
import type { BestModels, Overview } from "../answers";
import { type MakeTab, panel } from "../panel";
import { recallByDay } from "../sections/accuracy";
import { adoptionContent } from "../sections/latency";
import { ModelCards, modelsSideBySide } from "../sections/model-cards";
import { modelsContent } from "../sections/models";

export const makeModels: MakeTab = ({ page, draw, filters, choose, show }) => {
  const cards = new ModelCards(element(page, "models", HTMLElement), draw, choose);
  let overview: Overview | null = null;
  let best: BestModels | null = null;
  const showCards = (): void => cards.show(modelsSideBySide(overview, best, filters().model));
  return [
    panel("accuracy", "overview", (newest) => {
      overview = newest;
      showCards();
      show({ "recall-by-day": recallByDay(newest) });
    }),
    panel("accuracy", "models", (newest) => {
      best = newest;
      showCards();
      show({ "all-models": modelsContent(newest), adoption: adoptionContent(newest) });
    }),
  ];
};
