/** The models of the worker: requests to load or to test one in; the model in use, and what became of it, out. */

import type { Manifest } from "../shared/manifest";
import type { Failed, Loaded, LoadRequest, ModelReply, OwnRequest, OwnTaken, TestRequest } from "../shared/messages";
import type { ModelCache } from "../shared/model-cache";
import type { OwnExample } from "../shared/own-example";
import { ShapeError } from "../shared/strict";
import { backendWords, NoWebAssembly } from "./classifier";
import { DownloadError, readModel, type Source } from "./download";
import { overHttp } from "./over-http";
import type { PhotoKeeper } from "./photo";
import { Pipeline } from "./pipeline";
import { Progress } from "./progress";
import { checkAddress, compareWith, loadTested, wordsOf } from "./tested";

export interface ModelParts {
  readonly cache: Promise<ModelCache>;
  readonly photos: PhotoKeeper;
  /** Starts the backend once; later calls do nothing. */
  readonly startBackend: (progress: Progress) => Promise<void>;
  /** Resolves when no frame is being answered. */
  readonly betweenFrames: () => Promise<void>;
  readonly say: (reply: ModelReply | OwnTaken | Failed) => void;
  /** Milliseconds before a file is asked for again. */
  readonly waits?: readonly number[];
}

export class Models {
  private running: Pipeline | null = null;
  /** Where the model in use came from. */
  private manifestPath = "";
  /** One at a time: a swap must not free a network that is being tested. */
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ModelParts) {}

  /** The way of frames with the model in use; null before the first one. */
  get pipeline(): Pipeline | null {
    return this.running;
  }

  /** Does what a request asks, after those before it; what became of it is said. */
  handle(request: LoadRequest | TestRequest | OwnRequest): Promise<void> {
    this.work = this.work.then(() => this.answer(request));
    return this.work;
  }

  private answer(request: LoadRequest | TestRequest | OwnRequest): Promise<void> {
    switch (request.kind) {
      case "load":
        return this.load(request.manifestPath);
      case "test":
        return this.test();
      case "own":
        return this.useOwn(request.examples);
    }
  }

  private async load(manifestPath: string): Promise<void> {
    try {
      await (this.running === null ? this.first(manifestPath) : this.next(this.running, manifestPath));
    } catch (error) {
      const message = wordsOf(error);
      this.parts.say(
        error instanceof NoWebAssembly
          ? { kind: "failed", message }
          : { kind: "refused", manifestPath, message, isOfModel: isOfModel(error) },
      );
    }
  }

  /** A person waits for it: it is used as soon as it is warm. */
  private async first(manifestPath: string): Promise<void> {
    const progress = new Progress((loaded, total) => this.parts.say({ kind: "progress", loaded, total }));
    const source = await this.source(manifestPath, progress);
    const [files] = await Promise.all([readModel(source, progress), this.parts.startBackend(progress)]);
    checkAddress(files.manifest, manifestPath);
    this.running = await Pipeline.start(files, this.parts.photos);
    this.manifestPath = manifestPath;
    this.parts.say(loaded(files.manifest, true));
  }

  /** Nobody waits for it: it must give the golden answers before it takes the place of the one in use. */
  private async next(running: Pipeline, manifestPath: string): Promise<void> {
    const source = await this.source(manifestPath);
    const { manifest, classifier } = await loadTested(source, manifestPath);
    const before = running.manifest.id;
    await this.parts.betweenFrames();
    this.parts.say(loaded(manifest, running.replace(manifest, classifier)));
    this.manifestPath = manifestPath;
    const cache = await this.parts.cache;
    await cache.keepOnly([manifest.id, before]); // the one before stays, to go back to
  }

  private async test(): Promise<void> {
    if (this.running === null) return;
    const { manifest, classifier } = this.running;
    try {
      const source = await this.source(this.manifestPath);
      const { frames, passed, farthest } = await compareWith(source, manifest, classifier);
      this.parts.say({ kind: "tested", frames, passed, farthest });
    } catch (error) {
      this.parts.say({ kind: "untested", message: wordsOf(error) });
    }
  }

  /** The part that fits is loaded when somebody first has examples. */
  private async useOwn(examples: readonly OwnExample[]): Promise<void> {
    const { running } = this;
    if (running === null) return this.parts.say({ kind: "own", on: false, problem: null });
    try {
      const own = examples.length === 0 ? null : (await import("./own")).Own.of(examples, running);
      await this.parts.betweenFrames();
      running.useOwn(own);
      this.parts.say({ kind: "own", on: own !== null, problem: null });
    } catch (error) {
      running.useOwn(null);
      this.parts.say({ kind: "own", on: false, problem: wordsOf(error) });
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
