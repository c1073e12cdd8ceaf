/** The first screen: whether it is good, for whom it fails, and whether it gets better. */

import { element } from "../../ui/element";
import { type MakeTab, panel } from "../panel";
import { groupPictures, weakestGroups } from "../sections/groups";
import { accuracyContent } from "../sections/headline";
import { recallByNeed } from "../sections/need";
import { accuracyByDay } from "../sections/progress";
import { Tiles } from "../sections/tiles";

export const makeOverview: MakeTab = ({ page, draw, choose, show }) => {
  const tiles = new Tiles(element(page, "tiles", HTMLElement), draw, choose);
  return [
    panel("good", "overview", (overview) => {
      element(page, "accuracy-now", HTMLElement).replaceChildren(...accuracyContent(overview));
      show({ "recall-by-need": recallByNeed(overview) });
    }),
    panel("whom", "groups", (groups) => {
      show({ "weakest-groups": weakestGroups(groups) });
      element(page, "group-pictures", HTMLElement).replaceChildren(...groupPictures(groups));
    }),
    panel("better", "overview", (overview) => {
      show({ "accuracy-by-day": accuracyByDay(overview) });
      tiles.show(overview);
    }),
    panel("better", "online", (online) => tiles.showOnline(online)),
  ];
};
