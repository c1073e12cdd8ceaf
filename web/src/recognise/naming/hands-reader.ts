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

  /** Takes an answer that came at `at` milliseconds. */
  take({ hands, width, height, light }: HandsAnswer, at: number, scene: Scene): Said {
    const named = this.names.take(hands, at);
    const looks = named.hands.map(({ hand, steady, confident }): Look => {
      return { steady, confident, ...lookAt(hand, { width, height }, this.manifest.backbone.side) };
    });
    this.memory = remember(this.memory, looks, light, at, scene);
    const changed = named.first.steady !== this.steady;
    this.steady = named.first.steady;
    return { name: named.first, changed, advice: adviceOn(this.memory, scene), hands: named.hands, noise: null };
  }

  /** What comes next has nothing to do with what came before. */
  forget(): void {
    this.names.forget();
    this.memory = null;
    this.steady = "none";
  }
}
