/** The published models that the tests check, with the golden cases of silhouettes. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

const MODELS = join(import.meta.dirname, "../../../converted_models");
const { current } = JSON.parse(readFileSync(join(MODELS, "registry.json"), "utf8")) as {
  current: { silhouette: string; hand: string | null };
};

/** Folder of the current model of silhouettes, without a slash at its end. */
export const currentFolder = join(MODELS, current.silhouette);

export interface GoldenFrame {
  readonly rgba: string;
  /** The exact mask at the background model's size. */
  readonly silhouette: string;
  readonly noise: number;
  readonly label: string;
  readonly probabilities: readonly number[];
}

export interface Golden {
  readonly tolerance: number;
  readonly cases: readonly {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    /** Shown in order and again from the start until the background is learned. */
    readonly background: readonly string[];
    readonly frames: readonly GoldenFrame[];
  }[];
}

export const golden = JSON.parse(readFileSync(`${currentFolder}/golden.json`, "utf8")) as Golden;

/** The bytes of a picture in golden.json: deflated, in base64. */
export function unpack(packed: string): Uint8Array {
  return new Uint8Array(inflateSync(Buffer.from(packed, "base64")));
}

/** Folder of the current model of hands, without a slash at its end; null while there is none. */
export const handFolder = current.hand === null ? null : join(MODELS, current.hand);
