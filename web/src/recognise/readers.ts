/** The models that are there, one of each way, and what the page says of their answers. */

import { probability } from "../shared/gestures";
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
  private readonly models = new Map<Way, InUse>();
  private own: readonly OwnId[] = [];
  private threshold: number | null = null;

  /** A model that takes another's place may have other labels: what was smoothed by their numbers is forgotten. */
  use(inUse: InUse): void {
    if (inUse.manifest.way === "hand") this.own = [];
    this.models.set(inUse.manifest.way, inUse);
    this.read(inUse.manifest);
  }

  /** From now on a name counts as sure from this probability on; null: as each model asks for. */
  demand(threshold: number | null): void {
    if (threshold === this.threshold) return;
    this.threshold = threshold;
    for (const { manifest } of this.models.values()) this.read(manifest);
  }

  private read(manifest: Manifest): void {
    const thresholds = { gesture: probability(this.threshold ?? manifest.thresholds.gesture) };
    if (manifest.way === "silhouette") {
      this.silhouette = new SilhouetteReader({ ...manifest, thresholds });
      return;
    }
    this.hand = new HandsReader({ ...manifest, thresholds });
    if (this.own.length > 0) this.hand.use(this.own);
  }

  /** The model in use for a way; null before the first one. */
  of(way: Way): InUse | null {
    return this.models.get(way) ?? null;
  }

  /** Own gestures are in use from now on, and no others. */
  useOwn(own: readonly OwnId[]): void {
    this.own = own;
    this.hand?.use(own);
  }

  /**
   * Takes an answer that came at `at` milliseconds; null where there is no model of its way. Without `twoHands` only the
   * hand that leads is there.
   */
  take(answer: Answer, at: number, scene: Scene, twoHands = true): Said | null {
    if (answer.way === "hand") return this.hand?.take(answer, at, scene, twoHands) ?? null;
    return this.silhouette?.take(answer, at, scene) ?? null;
  }

  /** What comes next has nothing to do with what came before. */
  forget(): void {
    this.hand?.forget();
    this.silhouette?.forget();
  }
}
