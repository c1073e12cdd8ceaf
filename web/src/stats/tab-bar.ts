/** The links between the tabs: each is an address of its own, with the filters in it. */

import { element } from "../ui/element";
import type { Filters } from "./filters";
import { queryOf, TABS, type Tab, type View, viewOf } from "./view";
import { PAGE } from "./words";

export class TabBar {
  private readonly links: ReadonlyMap<Tab, HTMLAnchorElement>;

  /** `onChoose` gets the tab whose link was followed in this window. */
  constructor(
    private readonly page: Document,
    onChoose: (tab: Tab) => void,
  ) {
    this.links = new Map(TABS.map((tab) => [tab, element(page, `to-${tab}`, HTMLAnchorElement)]));
    for (const [tab, link] of this.links) {
      link.addEventListener("click", (event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onChoose(tab);
      });
    }
  }

  /** Shows one tab and hides the others. */
  show({ tab, filters }: View): void {
    for (const [name, link] of this.links) {
      link.href = addressOf(name, filters);
      if (name === tab) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      element(this.page, `tab-${name}`, HTMLElement).hidden = name !== tab;
    }
    this.page.title = PAGE.title(this.links.get(tab)?.textContent ?? "");
  }
}

function addressOf(tab: Tab, filters: Filters): string {
  return `./stats${queryOf(viewOf(tab, filters))}`;
}
