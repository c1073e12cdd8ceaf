/** The stats page's root: the server's figures, charts that are loaded with the first of them, and the page. */

import { StatsApi } from "./shared/stats/api";
import { StatsPage } from "./stats/page";

let charts: Promise<typeof import("./stats/chart")> | null = null;

// Before any chart listens: what is drawn for paper is drawn light, and as wide as a page.
for (const [event, isPaper] of [
  ["beforeprint", true],
  ["afterprint", false],
] as const) {
  addEventListener(event, () => document.documentElement.classList.toggle("paper", isPaper));
}

new StatsPage({
  page: document,
  window,
  api: new StatsApi(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  draw: async (...given) => {
    charts ??= import("./stats/chart");
    return (await charts).drawChart(...given);
  },
}).start();
