/** Loads a challenger beside the model in use and lets it answer too. */

import type { Manifest, SilhouetteManifest } from "../shared/manifest";
import type { ChallengerRequest, ChallengerTaken, Compared, CompareRequest, Way } from "../shared/messages";
import { ModelCache } from "../shared/model-cache";
import { type HandModel, hasSameNetworks } from "./hand/model";
import { readHead, readManifest, readNetworks, type Source } from "./network/download";
import { overHttp } from "./network/over-http";
import type { SilhouetteModel } from "./silhouette/model";
import { checkAddress, loadModel, type Model, testedModel, wordsOf } from "./tested";

/** What a challenger needs of the model in use: of hands also its backbone, which both share. */
export type Champion = HandModel | Pick<SilhouetteModel, "way" | "manifest">;

export interface ChallengerParts {
  /** The model in use; null before the first one of this way. */
  readonly champion: (way: Way) => Champion | null;
  /** Resolves when no frame is being answered. */
  readonly betweenFrames: () => Promise<void>;
  readonly say: (reply: ChallengerTaken | Compared) => void;
  /** Milliseconds before a file is asked for again. */
  readonly waits?: readonly number[];
}

/** Nothing here touches the model in use, nor waits for what loads it; what fails here only ends here. */
export class Challenger {
  private running: Model | null = null;
  /** What was asked for last: a slow one that comes after it was given up is freed. */
  private wanted: string | null = null;

  constructor(private readonly parts: ChallengerParts) {}

  /** Does what a request asks, and says what became of it. */
  handle(request: ChallengerRequest | CompareRequest): Promise<void> {
    return request.kind === "challenger" ? this.use(request.manifestPath) : this.compare(request);
  }

  private async use(manifestPath: string | null): Promise<void> {
    this.wanted = manifestPath;
    this.free();
    if (manifestPath === null) return this.tell(null, null);
    try {
      const loaded = await this.load(manifestPath);
      if (this.wanted !== manifestPath) return loaded.dispose();
      this.running = loaded;
      this.tell(loaded.manifest, null);
    } catch (error) {
      if (this.wanted === manifestPath) this.tell(null, wordsOf(error));
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

  /** The frame that came meanwhile goes first. */
  private async compare(request: CompareRequest): Promise<void> {
    await this.parts.betweenFrames();
    this.parts.say({ kind: "compared", number: request.number, probabilities: this.answer(request) });
  }

  private answer(request: CompareRequest): Float32Array | null {
    const { running } = this;
    try {
      if (running?.way === "silhouette" && "silhouette" in request) {
        return running.classifier.classify(request.silhouette, 1).probabilities;
      }
      if (running?.way !== "hand" || !("hand" in request)) return null;
      const { squarePoints: points, ...hand } = request.hand;
      return running.head.classify({ ...hand, points });
    } catch (error) {
      this.free();
      this.tell(null, wordsOf(error));
      return null;
    }
  }

  private tell(manifest: Manifest | null, problem: string | null): void {
    this.parts.say({ kind: "challenger", manifestPath: this.wanted, manifest, problem });
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
