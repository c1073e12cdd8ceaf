/** The worker's models: loads, tests and personalises them. */

import type { Manifest } from "../shared/manifest";
import type {
  Failed,
  Loaded,
  LoadRequest,
  ModelReply,
  Personalised,
  PersonaliseRequest,
  TestRequest,
  Way,
} from "../shared/messages";
import type { ModelCache } from "../shared/model-cache";
import type { PersonalExample } from "../shared/personal-example";
import { ShapeError } from "../shared/strict";
import type { PhotoKeeper } from "./frame/photo";
import type { Pipeline } from "./frame/pipeline";
import { HandPipeline } from "./hand/pipeline";
import { backendWords, NoWebAssembly } from "./network/backend";
import { DownloadError, type ModelFiles, readManifest, readNetworks, type Source } from "./network/download";
import { overHttp } from "./network/over-http";
import { Progress } from "./network/progress";
import { SilhouettePipeline } from "./silhouette/pipeline";
import { checkAddress, compareWith, loadModel, type Model, testedModel, wordsOf } from "./tested";

export interface ModelParts {
  readonly cache: Promise<ModelCache>;
  readonly photos: PhotoKeeper;
  /** Starts the backend once; later calls do nothing. */
  readonly startBackend: (progress: Progress) => Promise<void>;
  /** Resolves when no frame is being answered. */
  readonly betweenFrames: () => Promise<void>;
  readonly say: (reply: ModelReply | Personalised | Failed) => void;
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
  private work: Promise<void> = Promise.resolve();

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

  /** Does what a request asks, after those before it; what became of it is said. */
  handle(request: LoadRequest | TestRequest | PersonaliseRequest): Promise<void> {
    this.work = this.work.then(() => this.answer(request));
    return this.work;
  }

  private answer(request: LoadRequest | TestRequest | PersonaliseRequest): Promise<void> {
    switch (request.kind) {
      case "load":
        return this.load(request.manifestPath);
      case "test":
        return this.test(request.way);
      case "personal":
        return this.personalise(request.examples);
    }
  }

  private async load(manifestPath: string): Promise<void> {
    try {
      const progress = new Progress((loaded, total) => this.parts.say({ kind: "progress", loaded, total }));
      const source = await this.source(manifestPath, progress);
      const reading = this.read(source, manifestPath, progress);
      const [files] = await Promise.all([reading, this.parts.startBackend(progress)]);
      const model = await loadModel(files, this.running.hand?.model);
      await (this.modelOf(model.way) === null ? this.first(model) : this.next(model, source));
      this.paths[model.way] = manifestPath;
    } catch (error) {
      const message = wordsOf(error);
      this.parts.say(
        error instanceof NoWebAssembly
          ? { kind: "failed", message }
          : { kind: "refused", manifestPath, message, isOfModel: isOfModel(error) },
      );
    }
  }

  /** Somebody waits for the first model of a way, and is told how far it is. */
  private async read(source: Source, manifestPath: string, progress: Progress): Promise<ModelFiles> {
    const manifest = await readManifest(source);
    checkAddress(manifest, manifestPath);
    return readNetworks(manifest, source, this.modelOf(manifest.way) === null ? progress : undefined);
  }

  /** A person waits for it: it is used as soon as it is warm. */
  private first(model: Model): void {
    if (model.way === "hand") this.running.hand = new HandPipeline(model, this.parts.photos);
    else this.running.silhouette = new SilhouettePipeline(model, this.parts.photos);
    this.parts.say(loaded(model.manifest, true));
  }

  /** Nobody waits for it: it must give the golden answers before it takes the place of the one of its way. */
  private async next(untested: Model, source: Source): Promise<void> {
    const model = await testedModel(untested, source);
    const before = this.manifests();
    await this.parts.betweenFrames();
    this.parts.say(loaded(model.manifest, this.replace(model)));
    const cache = await this.parts.cache;
    await cache.keepOnly([model.manifest, ...before]); // the ones before stay, to go back to
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

  private async test(way: Way): Promise<void> {
    const [model, manifestPath] = [this.modelOf(way), this.paths[way]];
    if (model === null || manifestPath === undefined) return;
    try {
      const source = await this.source(manifestPath);
      const { frames, passed, farthest } = await compareWith(source, model);
      this.parts.say({ kind: "tested", way, frames, passed, farthest });
    } catch (error) {
      this.parts.say({ kind: "untested", way, message: wordsOf(error) });
    }
  }

  /** The part that fits is loaded when somebody first has examples. */
  private async personalise(examples: readonly PersonalExample[]): Promise<void> {
    const running = this.running.silhouette;
    if (running === undefined) return this.parts.say({ kind: "personal", on: false, problem: null });
    try {
      const personal =
        examples.length === 0
          ? null
          : (await import("./silhouette/personal")).PersonalClassifier.of(examples, running.model);
      await this.parts.betweenFrames();
      running.personalise(personal);
      this.parts.say({ kind: "personal", on: personal !== null, problem: null });
    } catch (error) {
      running.personalise(null);
      this.parts.say({ kind: "personal", on: false, problem: wordsOf(error) });
    }
  }

  private async source(manifestPath: string, progress?: Progress): Promise<Source> {
    const { cache, waits } = this.parts;
    return overHttp(manifestPath, await cache, progress, waits && { waits });
  }
}

function loaded(manifest: Manifest, keepsBackground: boolean): Loaded {
  return { kind: "loaded", manifest, keepsBackground, backend: backendWords() };
}

/** Whether it is the model that fails; not the way to it, nor a manifest that only later pages can read. */
function isOfModel(error: unknown): boolean {
  return !(error instanceof DownloadError || (error instanceof ShapeError && error.path.startsWith("manifest")));
}
