/** The worker's root: offers its parts to the page, and keeps models for when there is no network. */

import { expose } from "comlink";
import { ModelCache } from "../shared/model-cache";
import { workerApi } from "./parts";

expose(workerApi(ModelCache.open()));
