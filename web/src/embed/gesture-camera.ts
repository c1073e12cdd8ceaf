/** The package's way in: a recogniser that watches any video, stream or canvas of the page. */

import { wordsOf } from "../shared/errors";
import guest from "../worker/guest?worker&url";
import { Engine } from "./engine";
import type { Source } from "./frames";
import { checkOptions, type Options } from "./options";
import type { Shared } from "./sharing/shared";
import type { Sharing } from "./sharing/sharing";
import { Watching } from "./watching";
import { PROBLEMS } from "./words";

export class GestureCamera {
  /** Those that watch nothing; each picture that is watched has one of its own, because hands are followed in it. */
  private readonly idle: Engine[];
  private readonly engines: Set<Engine>;
  private readonly watched = new Map<Source, Watching>();
  private isDisposed = false;

  private constructor(
    first: Engine,
    private readonly options: Options,
    private readonly more: () => Promise<Engine>,
    private readonly sharing: Sharing | null,
  ) {
    this.idle = [first];
    this.engines = new Set(this.idle);
  }

  /**
   * Loads a model and gets ready to watch. Throws a TypeError on a wrong option, and an Error that says what to do where
   * the recogniser or the model cannot be had.
   */
  static async create(options: Options = {}): Promise<GestureCamera> {
    if (typeof document === "undefined") throw new Error(PROBLEMS.noBrowser);
    checkOptions(options);
    const absolute = (address: string): string => new URL(address, document.baseURI).href;
    const worker = options.worker === undefined ? new URL(guest, import.meta.url).href : absolute(options.worker);
    const models =
      options.models === undefined
        ? new URL(/* @vite-ignore */ "../../", import.meta.url).href
        : absolute(options.models);
    const start = (): Promise<Engine> => Engine.start(worker, models);
    const sharing = options.apiServer === undefined ? null : await sharingWith(absolute(options.apiServer), options);
    return new GestureCamera(await start(), options, start, sharing);
  }

  /**
   * Asks the person, in a window of the server that was given as `apiServer`, whether samples of their gestures may be
   * sent there, which are sent from then on. To be called from a click, without anything awaited before it. Throws an
   * Error that says what to do where they do not allow it, or cannot.
   */
  async share(): Promise<Shared> {
    if (this.isDisposed) throw new Error(PROBLEMS.disposed);
    if (this.sharing === null) throw new Error(PROBLEMS.noApiServer);
    return this.sharing.ask();
  }

  /** @internal The button by which a person shares samples, and the sign that they do; null where none can be sent. */
  makeShareView(): HTMLElement | null {
    return this.sharing?.makeView() ?? null;
  }

  /**
   * Watches a `<video>`, a `<canvas>` or a MediaStream until it or this is stopped. What is watched already is not watched
   * twice. Throws a TypeError on anything else.
   */
  watch(source: Source): Watching {
    if (this.isDisposed) throw new Error(PROBLEMS.disposed);
    const before = this.watched.get(source);
    if (before !== undefined) return before;
    const watching: Watching = new Watching(source, this.options, (engine) => this.release(source, engine));
    this.watched.set(source, watching);
    this.engine().then(
      (engine) => watching.start(engine, this.sharing?.takerOf(engine)),
      (error: unknown) => watching.fail(wordsOf(error)),
    );
    return watching;
  }

  /** Stops all that is watched, and sharing, and frees everything. */
  dispose(): void {
    this.isDisposed = true;
    this.sharing?.dispose();
    for (const watching of [...this.watched.values()]) watching.stop();
    for (const engine of this.engines) engine.dispose();
    this.engines.clear();
    this.idle.length = 0;
  }

  private async engine(): Promise<Engine> {
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    const engine = await this.more();
    if (this.isDisposed) engine.dispose();
    else this.engines.add(engine);
    return engine;
  }

  private release(source: Source, engine: Engine | null): void {
    this.watched.delete(source);
    if (engine === null || this.isDisposed) return;
    if (!engine.hasFailed) return void this.idle.push(engine);
    this.engines.delete(engine);
    engine.dispose();
  }
}

/** What only pages need that have a server for samples is loaded only there. */
async function sharingWith(address: string, { uploadWidth }: Options): Promise<Sharing> {
  const { Sharing } = await import("./sharing/sharing");
  return new Sharing(address, uploadWidth);
}
