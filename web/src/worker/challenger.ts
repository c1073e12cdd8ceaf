/** A challenger beside the model in use: requests to load it and to answer in; its answers, or why there are none, out. */

import type { Manifest } from "../shared/manifest";
import type { ChallengerRequest, ChallengerTaken, Compared, CompareRequest } from "../shared/messages";
import { ModelCache } from "../shared/model-cache";
import { overHttp } from "./over-http";
import { loadTested, type TestedModel, wordsOf } from "./tested";

export interface ChallengerParts {
  /** The model in use; null before the first one. */
  readonly champion: () => Manifest | null;
  /** Resolves when no frame is being answered. */
  readonly betweenFrames: () => Promise<void>;
  readonly say: (reply: ChallengerTaken | Compared) => void;
  /** Milliseconds before a file is asked for again. */
  readonly waits?: readonly number[];
}

/** Nothing here touches the model in use, nor waits for what loads it; what fails here only ends here. */
export class Challenger {
  private running: TestedModel | null = null;
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
      if (this.wanted !== manifestPath) return loaded.classifier.dispose();
      this.running = loaded;
      this.tell(loaded.manifest, null);
    } catch (error) {
      if (this.wanted === manifestPath) this.tell(null, wordsOf(error));
    }
  }

  /** It is kept by the browser's own cache at most: without a network nothing is compared. */
  private async load(manifestPath: string): Promise<TestedModel> {
    const { waits, champion } = this.parts;
    const source = overHttp(manifestPath, new ModelCache(null), undefined, waits && { waits });
    const loaded = await loadTested(source, manifestPath);
    try {
      demandSamePicture(champion(), loaded.manifest);
    } catch (error) {
      loaded.classifier.dispose();
      throw error;
    }
    return loaded;
  }

  /** The frame that came meanwhile goes first. */
  private async compare({ number, silhouette }: CompareRequest): Promise<void> {
    await this.parts.betweenFrames();
    this.parts.say({ kind: "compared", number, probabilities: this.answer(silhouette) });
  }

  private answer(silhouette: Uint8Array): Float32Array | null {
    if (this.running === null) return null;
    try {
      return this.running.classifier.classify(silhouette, 1).probabilities;
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
    this.running?.classifier.dispose();
    this.running = null;
  }
}

function demandSamePicture(champion: Manifest | null, challenger: Manifest): void {
  const pictureOf = ({ input, silhouette }: Manifest): string => JSON.stringify([input, silhouette]);
  if (champion === null || pictureOf(champion) !== pictureOf(challenger)) {
    throw new Error("it looks at other pictures than the model in use");
  }
}
