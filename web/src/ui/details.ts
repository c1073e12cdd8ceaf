/** The details panel: named figures for people who want to know how the page runs. */

import { setText } from "./element";
import { DETAILS as SAID } from "./words/details";

export const DETAILS = {
  backend: SAID.runsOn,
  "camera-ms": SAID.reading,
  "find-ms": SAID.finding,
  "silhouette-ms": "Silhouette",
  "draw-ms": "Drawing",
  "model-id": "Model",
  "self-test": "Self-test",
  challenger: SAID.challenger,
  outbox: "Outbox",
  storage: "Storage",
  version: SAID.version,
} as const;

export type DetailName = keyof typeof DETAILS;

/** Fills the page's `<dl id="detail-list">`; what nobody has set yet is a dash. */
export class Details {
  private readonly values = new Map<DetailName, HTMLElement>();

  constructor(page: Document) {
    const list = page.getElementById("detail-list");
    for (const [name, words] of Object.entries(DETAILS)) {
      const row = page.createElement("div");
      const value = page.createElement("dd");
      row.append(Object.assign(page.createElement("dt"), { textContent: words }), value);
      value.textContent = "–";
      list?.append(row);
      this.values.set(name as DetailName, value);
    }
  }

  /** Shows a text; it is the caller's to give the unit. */
  set(name: DetailName, text: string): void {
    const value = this.values.get(name);
    if (value !== undefined) setText(value, text);
  }
}
