/** The worker's models: loads and tests them. */

import { wordsOf } from "../shared/errors";
import type { Manifest } from "../shared/manifest";
import type { Failed, Loaded, Refused, Tested, Untested, Way } from "../shared/messages";
import type { ModelCache } from "../shared/model-cache";
import { ShapeError } from "../shared/strict";
import type { FrameImageKeeper } from "./frame/frame-image";
import type { Pipeline } from "./frame/pipeline";
import { HandPipeline } from "./hand/pipeline";
import { backendWords, NoWebAssembly } from "./network/backend";
import { DownloadError, type ModelFiles, readManifest, readNetworks, type Source } from "./network/download";
import { overHttp } from "./network/over-http";
import { type OnProgress, Progress } from "./network/progress";
import { SilhouettePipeline } from "./silhouette/pipeline";
import { checkAddress, compareWith, loadModel, type Model, testedModel } from "./tested";

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
      const model = await loadModel(files, this.running.hand?.model);
      const isFirst = this.modelOf(model.way) === null;
      const taken = isFirst ? this.first(model) : await this.next(model, source);
      this.paths[model.way] = manifestPath;
      return taken;
    } catch (error) {
      const message = wordsOf(error);
      if (error instanceof NoWebAssembly) return { kind: "failed", message };
      return { kind: "refused", manifestPath, message, isOfModel: isOfModel(error) };
    }
  }

  /** Somebody waits for the first model of a way, and is told how far it is. */
  private async read(source: Source, manifestPath: string, progress: Progress): Promise<ModelFiles> {
    const manifest = await readManifest(source);
    checkAddress(manifest, manifestPath);
    return readNetworks(manifest, source, this.modelOf(manifest.way) === null ? progress : undefined);
  }

  /** A person waits for it: it is used as soon as it is warm. */
  private first(model: Model): Loaded {
    if (model.way === "hand") this.running.hand = new HandPipeline(model, this.parts.photos);
    else this.running.silhouette = new SilhouettePipeline(model, this.parts.photos);
    return loaded(model.manifest, true);
  }

  /** Nobody waits for it: it must give the golden answers before it takes the place of the one of its way. */
  private async next(untested: Model, source: Source): Promise<Loaded> {
    const model = await testedModel(untested, source);
    const before = this.manifests();
    await this.parts.betweenFrames();
    const keepsBackground = this.replace(model);
    // Told at once, before frames that it answers. The ones before stay in the browser, to go back to.
    void this.parts.cache.then((cache) => cache.keepOnly([model.manifest, ...before]));
    return loaded(model.manifest, keepsBackground);
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
