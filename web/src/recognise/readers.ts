/** The models that are there, one of each way, and what the page says of their answers. */

import type { Manifest } from "../shared/manifest";
import type { Answer, OwnId, Way } from "../shared/messages";
import { SilhouetteReader } from "./background/silhouette-reader";
import type { Scene } from "./naming/guidance";
import type { Said } from "./naming/hand-names";
import { HandsReader } from "./naming/hands-reader";

/** A model that is in use. */
export interface InUse {
  readonly manifest: Manifest;
  /** What computes, in words. */
  readonly backend: string;
}

export class Readers {
  private hand: HandsReader | null = null;
  private silhouette: SilhouetteReader | null = null;
  private readonly backends = new Map<Way, string>();

  /** A model that takes another's place may have other labels: what was smoothed by their numbers is forgotten. */
  use({ manifest, backend }: InUse): void {
    if (manifest.way === "hand") this.hand = new HandsReader(manifest);
    else this.silhouette = new SilhouetteReader(manifest);
    this.backends.set(manifest.way, backend);
  }

  /** The model in use for a way; null before the first one. */
  of(way: Way): InUse | null {
    const reader = way === "hand" ? this.hand : this.silhouette;
    return reader === null ? null : { manifest: reader.manifest, backend: this.backends.get(way) ?? "" };
  }

  /** Own gestures are in use from now on, and no others. */
  useOwn(own: readonly OwnId[]): void {
    this.hand?.use(own);
  }

  /** Takes an answer that came at `at` milliseconds; null where there is no model of its way. */
  take(answer: Answer, at: number, scene: Scene): Said | null {
    if (answer.way === "hand") return this.hand?.take(answer, at, scene) ?? null;
    return this.silhouette?.take(answer, at, scene) ?? null;
  }

  /** What comes next has nothing to do with what came before. */
  forget(): void {
    this.hand?.forget();
    this.silhouette?.forget();
  }
}
