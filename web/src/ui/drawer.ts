/** The drawer beside the picture: what is behind an answer, for those who want to know. */

import { element } from "./element";

/** Lets the button open-drawer show and hide it. */
export function listenForDrawer(page: Document): void {
  const drawer = element(page, "drawer", HTMLElement);
  const button = element(page, "open-drawer", HTMLButtonElement);
  button.addEventListener("click", () => {
    drawer.hidden = !drawer.hidden;
    button.ariaExpanded = String(!drawer.hidden);
    if (!drawer.hidden) drawer.scrollIntoView({ block: "nearest", behavior: "instant" });
  });
}
