/** The stats page's root: reads the figures again and again and shows them. */

import { StatsPage } from "./page/stats";
import { Api } from "./shared/api";

new StatsPage(document, new Api()).start();
