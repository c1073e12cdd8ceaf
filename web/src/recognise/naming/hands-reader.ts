/** Turns answers of the way of hands into names and advice. */

import type { HandManifest } from "../../shared/manifest";
import type { HandsAnswer, Named, OwnId } from "../../shared/messages";
import type { Scene } from "./guidance";
import { adviceOn, type HandsMemory, type Look, lookAt, remember } from "./hand-guidance";
import { HandNames, type Said } from "./hand-names";

export class HandsReader {
  private names: HandNames;
  private memory: HandsMemory | null = null;
  private steady: Named = "none";

  constructor(readonly manifest: HandManifest) {
    this.names = new HandNames(manifest);
  }

  /** Own gestures are in use from now on, and no others: what was smoothed by their numbers is forgotten. */
  use(own: readonly OwnId[]): void {
    this.names = new HandNames(this.manifest, own);
  }

  /** Takes an answer that came at `at` milliseconds; without `twoHands` only the hand that leads is there. */
  take({ hands, width, height, light }: HandsAnswer, at: number, scene: Scene, twoHands = true): Said {
    const { first, hands: all } = this.names.take(hands, at);
    const named = twoHands ? all : all.slice(0, 1);
    const before = this.memory?.lately.need ?? null;
    const looks = named.map(({ hand, steady, confident }): Look => {
      return { steady, confident, ...lookAt(hand, { width, height }, this.manifest.backbone.side, before) };
    });
    this.memory = remember(this.memory, looks, light, at, scene);
    const changed = first.steady !== this.steady;
    this.steady = first.steady;
    return { name: first, changed, advice: adviceOn(this.memory, scene), hands: named, noise: null };
  }

  /** What comes next has nothing to do with what came before. */
  forget(): void {
    this.names.forget();
    this.memory = null;
    this.steady = "none";
  }
}
