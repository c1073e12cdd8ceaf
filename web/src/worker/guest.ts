/** The root of a worker in somebody else's page, whose storage is not ours: it keeps nothing there. */

import { expose } from "comlink";
import { ModelCache } from "../shared/model-cache";
import { workerApi } from "./parts";

expose(workerApi(Promise.resolve(new ModelCache(null))));
