/** The stats page's root: the server's figures, charts that are loaded with the first of them, and the page. */

import { StatsApi } from "./shared/stats/api";
import { StatsPage } from "./stats/page";

new StatsPage({
  page: document,
  window,
  api: new StatsApi(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  draw: async (...given) => (await import("./stats/chart")).drawChart(...given),
}).start();
