/** The stats page's root; charts are loaded with the first figure that has one. */

import { Client } from "../api/client";
import { watchNetwork } from "../ui/standing";
import { StatsPage } from "./page";

let charts: Promise<typeof import("./charts/draw")> | null = null;

// Before any chart listens: what is drawn for paper is drawn light, and as wide as a page.
for (const [event, isPaper] of [
  ["beforeprint", true],
  ["afterprint", false],
] as const) {
  addEventListener(event, () => document.documentElement.classList.toggle("paper", isPaper));
}

watchNetwork(window);
new StatsPage({
  page: document,
  window,
  client: new Client(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  draw: async (...given) => {
    charts ??= import("./charts/draw");
    return (await charts).drawChart(...given);
  },
}).start();
