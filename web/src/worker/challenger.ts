/** Loads a challenger beside the model in use and lets it answer too. */

import { wordsOf } from "../shared/errors";
import type { Manifest, SilhouetteManifest } from "../shared/manifest";
import type { ChallengerTaken, Shown, Way } from "../shared/messages";
import { ModelCache } from "../shared/model-cache";
import { type HandModel, hasSameNetworks } from "./hand/model";
import { readHead, readManifest, readNetworks, type Source } from "./network/download";
import { overHttp } from "./network/over-http";
import type { SilhouetteModel } from "./silhouette/classifier";
import { checkAddress, loadModel, type Model, testedModel } from "./tested";

/** What a challenger needs of the model in use: of hands also its backbone, which both share. */
export type Champion = HandModel | Pick<SilhouetteModel, "way" | "manifest">;

export interface ChallengerParts {
  /** The model in use; null before the first one of this way. */
  readonly champion: (way: Way) => Champion | null;
  /** Resolves when no frame is being answered. */
  readonly betweenFrames: () => Promise<void>;
  /** Milliseconds before a file is asked for again. */
  readonly waits?: readonly number[];
}

/** Nothing here touches the model in use, nor waits for what loads it; what fails here only ends here. */
export class Challenger {
  private running: Model | null = null;
  /** What was asked for last: a slow one that comes after it was given up is freed. */
  private wanted: string | null = null;

  constructor(private readonly parts: ChallengerParts) {}

  /** Loads a challenger in the place of the one before; null: none. Says whether it is there, or why not. */
  async use(manifestPath: string | null): Promise<ChallengerTaken> {
    this.wanted = manifestPath;
    this.free();
    const taken = { kind: "challenger", manifestPath, manifest: null, problem: null } as const;
    if (manifestPath === null) return taken;
    try {
      const loaded = await this.load(manifestPath);
      if (this.wanted !== manifestPath) {
        loaded.dispose();
        return taken;
      }
      this.free();
      this.running = loaded;
      return { ...taken, manifest: loaded.manifest };
    } catch (error) {
      return { ...taken, problem: wordsOf(error) };
    }
  }

  /** It is kept by the browser's own cache at most: without a network nothing is compared. */
  private async load(manifestPath: string): Promise<Model> {
    const { waits, champion } = this.parts;
    const source = overHttp(manifestPath, new ModelCache(null), undefined, waits && { waits });
    const manifest = await readManifest(source);
    checkAddress(manifest, manifestPath);
    return testedModel(await modelBeside(champion(manifest.way), manifest, source), source);
  }

  /** Its probabilities, once the frame that came meanwhile is answered. Where it throws, the challenger is gone. */
  async compare(shown: Shown): Promise<Float32Array | null> {
    await this.parts.betweenFrames();
    try {
      return this.answer(shown);
    } catch (error) {
      this.free();
      throw error;
    }
  }

  private answer(shown: Shown): Float32Array | null {
    const { running } = this;
    if (running?.way === "silhouette" && "silhouette" in shown) {
      return running.classifier.classify(shown.silhouette, 1).probabilities;
    }
    if (running?.way !== "hand" || !("hand" in shown)) return null;
    const { squarePoints: points, ...hand } = shown.hand;
    return running.head.classify({ ...hand, points });
  }

  private free(): void {
    this.running?.dispose();
    this.running = null;
  }
}

/** Throws where the two look at other pictures. Of hands only the head is loaded: the backbone is the champion's. */
async function modelBeside(champion: Champion | null, manifest: Manifest, source: Source): Promise<Model> {
  if (manifest.way === "hand" && champion?.way === "hand" && hasSameNetworks(champion.manifest, manifest)) {
    return champion.withHead(await readHead(manifest, source), manifest);
  }
  if (manifest.way === "silhouette" && champion?.way === "silhouette" && seesTheSame(champion.manifest, manifest)) {
    return loadModel(await readNetworks(manifest, source));
  }
  throw new Error("it looks at other pictures than the model in use");
}

function seesTheSame(a: SilhouetteManifest, b: SilhouetteManifest): boolean {
  const pictureOf = ({ input, silhouette }: SilhouetteManifest): string => JSON.stringify([input, silhouette]);
  return pictureOf(a) === pictureOf(b);
}
