/** The worker's models: loads, tests and compares them. */

import { wordsOf } from "../shared/errors";
import type { Manifest } from "../shared/manifest";
import {
  type ChallengerTaken,
  type Failed,
  type FrameRequest,
  type Loaded,
  type OwnExample,
  ownIdsOf,
  type Personalised,
  type Refused,
  type Tested,
  type Untested,
  type Way,
} from "../shared/messages";
import type { ModelCache } from "../shared/model-cache";
import { ShapeError } from "../shared/strict";
import { readChallenger } from "./challenger";
import type { FrameImageKeeper } from "./frame/frame-image";
import type { Pipeline } from "./frame/pipeline";
import { HandModel, hasSameNetworks } from "./hand/model";
import { HandPipeline } from "./hand/pipeline";
import { backendWords, NoWebAssembly } from "./network/backend";
import {
  DownloadError,
  fetched,
  type ModelFiles,
  readHead,
  readManifest,
  readNetworks,
  type Source,
} from "./network/download";
import { overHttp } from "./network/over-http";
import { type OnProgress, Progress } from "./network/progress";
import type { SilhouettePipeline } from "./silhouette/pipeline";
import { backgroundMode, checkAddress, compareWith, loadModel, type Model, testedModel } from "./tested";

export interface ModelParts {
  readonly cache: Promise<ModelCache>;
  readonly photos: FrameImageKeeper;
  /** Starts the backend once; later calls do nothing. */
  readonly startBackend: (progress: Progress) => Promise<void>;
  /** Resolves when no frame is being answered. */
  readonly betweenFrames: () => Promise<void>;
  /** Milliseconds before a file is asked for again. */
  readonly waits?: readonly number[];
}

/** Of each way: where frames go. */
interface Pipelines {
  hand?: HandPipeline;
  silhouette?: SilhouettePipeline;
}

export class Models {
  private readonly running: Pipelines = {};
  /** Of each way: where the model in use came from. */
  private readonly paths: Partial<Record<Way, string>> = {};
  /** One at a time: a swap must not free a network that is being tested. */
  private work: Promise<unknown> = Promise.resolve();
  /** Which challenger was asked for last, counted: a slow one that was given up comes to nothing. */
  private challengers = 0;

  constructor(private readonly parts: ModelParts) {}

  /** The way of frames with the model in use; null before the first one of this way. */
  pipelineOf(way: Way): Pipeline | null {
    return this.running[way] ?? null;
  }

  /** The model in use; null before the first one of this way. */
  modelOf(way: Way): Model | null {
    return this.running[way]?.model ?? null;
  }

  /** Forgets what earlier frames told, of both ways. */
  reset(): void {
    this.running.hand?.reset();
    this.running.silhouette?.reset();
  }

  /** Loads a model, after what was asked before; the one in use goes on where it cannot be taken. */
  load(manifestPath: string, onProgress: OnProgress): Promise<Loaded | Refused | Failed> {
    return this.afterwards(() => this.loadNow(manifestPath, onProgress));
  }

  /** Compares this device with the golden answers of the model in use; null where there is none. */
  test(way: Way): Promise<Tested | Untested | null> {
    return this.afterwards(() => this.testNow(way));
  }

  /** Has hands named by a person's own examples, too; without any, by the head alone. */
  personalise(examples: readonly OwnExample[]): Promise<Personalised> {
    return this.afterwards(() => this.personaliseNow(examples));
  }

  /**
   * Has a challenger's head answer beside the model of hands in use, instead of the one before; null: none does. It
   * waits for no model, nor does one wait for it; what fails here ends only here.
   */
  async useChallenger(manifestPath: string | null): Promise<ChallengerTaken> {
    const mine = ++this.challengers;
    this.running.hand?.challenge(null);
    const taken = { kind: "challenger", manifestPath, manifest: null, problem: null } as const;
    if (manifestPath === null) return taken;
    try {
      const champion = this.modelOf("hand");
      const { manifest, head } = await readChallenger(champion, manifestPath, this.parts.waits);
      if (mine !== this.challengers || champion !== this.modelOf("hand")) return taken;
      this.running.hand?.challenge(head);
      return { ...taken, manifest };
    } catch (error) {
      return { ...taken, problem: wordsOf(error) };
    }
  }

  private afterwards<T>(job: () => Promise<T>): Promise<T> {
    const done = this.work.then(job);
    this.work = done.catch(() => undefined);
    return done;
  }

  private async loadNow(manifestPath: string, onProgress: OnProgress): Promise<Loaded | Refused | Failed> {
    try {
      const progress = new Progress(onProgress);
      const source = await this.source(manifestPath, progress);
      const reading = this.read(source, manifestPath, progress);
      const [files] = await Promise.all([reading, this.parts.startBackend(progress)]);
      const taken = files instanceof HandModel ? await this.next(files, false) : await this.takeWhole(files, source);
      this.paths[taken.manifest.way] = manifestPath;
      return taken;
    } catch (error) {
      const message = wordsOf(error);
      if (error instanceof NoWebAssembly) return { kind: "failed", message };
      return { kind: "refused", manifestPath, message, isOfModel: isOfModel(error) };
    }
  }

  /**
   * The model's files; where its networks are those in use, the model itself, of which only a head was fetched. Somebody
   * waits for the first model of a way, and is told how far it is.
   */
  private async read(source: Source, manifestPath: string, progress: Progress): Promise<ModelFiles | HandModel> {
    const manifest = await readManifest(source);
    checkAddress(manifest, manifestPath);
    const hands = this.running.hand?.model;
    if (manifest.way === "hand" && hands !== undefined && hasSameNetworks(manifest, hands.manifest)) {
      return hands.withHead(await readHead(manifest, source), manifest);
    }
    return readNetworks(manifest, source, this.modelOf(manifest.way) === null ? progress : undefined);
  }

  /** A model with networks of its own. One that somebody waits for is used as soon as it is warm. */
  private async takeWhole(files: ModelFiles, source: Source): Promise<Loaded> {
    const model = await loadModel(files);
    if (this.modelOf(model.way) !== null) return this.next(await testedModel(model, source), true);
    if (model.way === "hand") this.running.hand = new HandPipeline(model, this.parts.photos);
    else {
      const { SilhouettePipeline } = await backgroundMode();
      this.running.silhouette = new SilhouettePipeline(model, this.parts.photos, (request) => this.seesHand(request));
    }
    return loaded(model.manifest, true, false);
  }

  /** A model that gave its golden answers takes the place of the one of its way. */
  private async next(model: Model, isTested: boolean): Promise<Loaded> {
    const before = this.manifests();
    await this.parts.betweenFrames();
    const keepsBackground = this.replace(model);
    // Told at once, before frames that it answers. The ones before stay in the browser, to go back to.
    void this.parts.cache.then((cache) => cache.keepOnly([model.manifest, ...before]));
    return loaded(model.manifest, keepsBackground, isTested);
  }

  /** Whether a hand is in the request's box, where the model of hands is there. */
  private async seesHand(request: FrameRequest): Promise<boolean> {
    const reply = await this.running.hand?.run({ ...request, way: "hand", task: "predict" });
    if (reply?.kind !== "answer" || reply.way !== "hand") return false;
    const { x, y, width, height } = request.guide;
    return reply.hands.some(({ square: { cx, cy } }) => cx >= x && cx < x + width && cy >= y && cy < y + height);
  }

  /** Whether the background that was learned is still known. */
  private replace(model: Model): boolean {
    if (model.way === "silhouette") return this.running.silhouette?.replace(model) ?? true;
    this.running.hand?.replace(model);
    return true;
  }

  /** Of the models in use. */
  private manifests(): Manifest[] {
    const { hand, silhouette } = this.running;
    return [hand, silhouette].flatMap((pipeline) => (pipeline === undefined ? [] : [pipeline.model.manifest]));
  }

  private async testNow(way: Way): Promise<Tested | Untested | null> {
    const [model, manifestPath] = [this.modelOf(way), this.paths[way]];
    if (model === null || manifestPath === undefined) return null;
    try {
      const source = await this.source(manifestPath);
      const { frames, passed, farthest } = await compareWith(source, model);
      return { kind: "tested", way, frames, passed, farthest };
    } catch (error) {
      return { kind: "untested", way, message: wordsOf(error) };
    }
  }

  /** The part that fits examples is loaded when somebody first has some. */
  private async personaliseNow(examples: readonly OwnExample[]): Promise<Personalised> {
    const { hand } = this.running;
    const isNeeded = hand !== undefined && examples.length > 0;
    try {
      const layer = isNeeded ? (await fetched(import("./hand/own-layer"))).OwnLayer : null;
      const own =
        layer === null || hand === undefined ? null : layer.of(examples, hand.model.head, hand.model.manifest);
      await this.parts.betweenFrames();
      hand?.personalise(own);
      return { kind: "personal", own: own === null ? [] : ownIdsOf(examples), problem: null };
    } catch (error) {
      hand?.personalise(null);
      return { kind: "personal", own: [], problem: wordsOf(error) };
    }
  }

  private async source(manifestPath: string, progress?: Progress): Promise<Source> {
    const { cache, waits } = this.parts;
    return overHttp(manifestPath, await cache, progress, waits && { waits });
  }
}

function loaded(manifest: Manifest, keepsBackground: boolean, isTested: boolean): Loaded {
  return { kind: "loaded", manifest, keepsBackground, isTested, backend: backendWords() };
}

/** Whether it is the model that fails; not the way to it, nor a manifest that only later pages can read. */
function isOfModel(error: unknown): boolean {
  return !(error instanceof DownloadError || (error instanceof ShapeError && error.path.startsWith("manifest")));
}
