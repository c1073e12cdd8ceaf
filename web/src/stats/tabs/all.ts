/** Every tab by its name in the address. */

import type { MakeTab } from "../panel";
import type { Tab } from "../view";
import { makeLearning } from "./learning";
import { makeMistakes } from "./mistakes";
import { makeModels } from "./models";
import { makeOverview } from "./overview";
import { makeQuality } from "./quality";
import { makeSpeed } from "./speed";
import { makeUsage } from "./usage";

export const MAKE_TAB: Readonly<Record<Tab, MakeTab>> = {
  overview: makeOverview,
  models: makeModels,
  usage: makeUsage,
  quality: makeQuality,
  speed: makeSpeed,
  learning: makeLearning,
  mistakes: makeMistakes,
};
