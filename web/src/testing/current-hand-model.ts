/** The published model of hands that the tests check. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

const MODELS = join(import.meta.dirname, "../../../converted_models");
const { current } = JSON.parse(readFileSync(join(MODELS, "registry.json"), "utf8")) as {
  current: { hand: string | null };
};

/** Folder of the current model of hands, without a slash at its end; null while there is none. */
export const handFolder = current.hand === null ? null : join(MODELS, current.hand);
