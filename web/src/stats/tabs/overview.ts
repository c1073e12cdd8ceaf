/** The first screen. */

import { element } from "../../ui/element";
import { type MakeTab, panel } from "../panel";
import { totals } from "../sections/overview";

export const makeOverview: MakeTab = ({ page }) => [
  panel("overview", "overview", (overview) => {
    element(page, "totals", HTMLElement).replaceChildren(...totals(overview));
  }),
];
