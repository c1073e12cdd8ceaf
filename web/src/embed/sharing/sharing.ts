/** Sends samples of what is watched to a server, once its visitor has asked for it and allowed it there. */

import { Api } from "../../api/api";
import type { SampleWithImages } from "../../api/batch";
import { CaptureClock } from "../../collect/capture-clock";
import { DayQuota } from "../../collect/day-quota";
import { describeDevice } from "../../collect/device";
import { UndoWindow } from "../../collect/outbox/undo-window";
import { Uploader } from "../../collect/outbox/uploader";
import { Recorder } from "../../collect/recorder";
import { Sampler } from "../../collect/sampler";
import type { Allowed } from "../../shared/share-messages";
import type { Engine } from "../engine";
import type { Taker } from "../watching";
import { AnswerTaker, OWNER } from "./answer-taker";
import { askPerson as ask } from "./popup";
import { ShareView } from "./share-view";
import type { Shared } from "./shared";
import { Unsent } from "./unsent";
import { SHARING } from "./words";

/** What is there while something is shared. */
interface Running {
  readonly shared: Shared;
  readonly uploader: Uploader;
}

export class Sharing {
  private readonly server: string;
  private readonly takers = new Set<AnswerTaker>();
  private readonly unsent = new Unsent();
  private readonly sampler = new Sampler(new DayQuota(null));
  private readonly clock = new CaptureClock();
  private readonly sessionId = crypto.randomUUID();
  private readonly told = new Set<string>();
  private view: ShareView | null = null;
  private asking: Promise<Shared> | null = null;
  private running: Running | null = null;
  private isDisposed = false;

  /** `server` is its address; `width` are pixels of pictures at most, undefined: as they are usually. */
  constructor(
    server: string,
    private readonly width: number | undefined,
    private readonly askPerson: (server: string) => Promise<Allowed> = ask,
    private readonly apiWith: (server: string, token: string) => Pick<Api, "sendSamples" | "endToken"> = (at, token) =>
      new Api(at.replace(/\/$/, ""), token),
  ) {
    this.server = server.endsWith("/") ? server : `${server}/`;
  }

  /** Asks the person. Throws an Error that says what to do where nothing is allowed. */
  ask(): Promise<Shared> {
    if (this.running !== null) return Promise.resolve(this.running.shared);
    this.asking ??= this.askPerson(this.server)
      .then((allowed) => this.begin(allowed))
      .finally(() => {
        this.asking = null;
      });
    return this.asking;
  }

  /** Who takes samples of an engine's answers, as long as something is shared. */
  takerOf(engine: Engine): Taker {
    const { recogniser } = engine;
    const recorder = new Recorder({
      device: describeDevice(navigator.userAgent),
      sampler: this.sampler,
      shadow: { setOwner: () => undefined, compare: () => null, describe: () => null },
      clock: this.clock,
      photos: {
        keepFrameImages: (on) => recogniser.keepFrameImages(on, this.width),
        takeFrameImage: (number, hand) => recogniser.takeFrameImage(number, hand),
      },
      keep: (owner, sample) => void this.keep(owner, sample),
      sessionId: this.sessionId,
    });
    const taker = new AnswerTaker(engine, recorder, () => this.tell(SHARING.film));
    taker.allow(this.running?.shared.level ?? null);
    this.takers.add(taker);
    return {
      consider: (considered) => taker.consider(considered),
      end: () => {
        taker.allow(null);
        this.takers.delete(taker);
      },
    };
  }

  /** The button by which a person shares, and the sign that they do. */
  makeView(): HTMLElement {
    const { host } = new URL(this.server);
    const stop = (): void => this.running?.shared.stop();
    this.view ??= new ShareView(host, () => this.ask(), stop);
    return this.view.host;
  }

  /** Shares nothing any more. */
  dispose(): void {
    this.isDisposed = true;
    this.running?.shared.stop();
  }

  private begin({ token, level, until }: Allowed): Shared {
    const api = this.apiWith(this.server, token);
    let tellEnd: (why: string) => void = () => undefined;
    const ended = new Promise<string>((done) => {
      tellEnd = done;
    });
    const end = (why: string): void => {
      if (this.running !== running) return;
      this.running = null;
      this.unsent.clear();
      void uploader.setOwner(null);
      for (const taker of this.takers) taker.allow(null);
      const isOwnWish = why === SHARING.stopped;
      if (!isOwnWish) console.warn(`gesture-camera: ${why}`);
      this.view?.show({ level: null, sent: 0, problem: isOwnWish ? "" : why });
      tellEnd(why);
    };
    const stop = (): void => {
      if (this.running !== running) return;
      end(SHARING.stopped);
      void api.endToken().catch(() => undefined); // it runs out by itself
    };
    const uploader = new Uploader({
      database: this.unsent,
      api: { sendSamples: (_, samples) => api.sendSamples(null, samples) },
      undoWindow: new UndoWindow(),
      lock: (work) => work(),
      onCounts: ({ sent }) => {
        if (this.running === running) this.view?.show({ level, sent, problem: "" });
      },
      onRefused: (reason) => (reason.startsWith("consent") ? end(SHARING.less) : this.tell(SHARING.refused(reason))),
      onStranger: () => end(SHARING.over),
      chance: Math.random,
    });
    const shared = { level, until: new Date(until), ended, stop };
    const running: Running = { shared, uploader };
    this.running = running;
    if (this.isDisposed) {
      stop();
      return shared;
    }
    if (level === "shapes" && this.width !== undefined) this.tell(SHARING.noPictures);
    void uploader.setOwner(OWNER);
    for (const taker of this.takers) taker.allow(level);
    this.view?.show({ level, sent: 0, problem: "" });
    return shared;
  }

  private async keep(owner: string, sample: SampleWithImages): Promise<void> {
    const gone = await this.unsent.add({ ...sample, owner });
    await this.running?.uploader.noted({ ...sample, owner }, gone);
  }

  /** Says something once. */
  private tell(words: string): void {
    if (this.told.has(words)) return;
    this.told.add(words);
    console.warn(`gesture-camera: ${words}`);
  }
}
