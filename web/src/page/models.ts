/** Which model is used: the server's word and the worker's in; loads, tests and swaps, and words about them, out. */

import type { Api, ChallengerLink, ModelReport } from "../shared/api";
import type { Reply } from "../shared/messages";
import type { ModelCache, ModelLink } from "../shared/model-cache";
import type { ModelReports } from "./model-reports";
import type { Recogniser } from "./recogniser";

/** Where a person is told of models. */
export interface ModelListener {
  /** The first model comes: bytes, unpacked. */
  showProgress(loaded: number, total: number): void;
  /** The first model cannot be had; `message` says what to do, and a button tries again. Null: it is tried again. */
  showLoading(problem: string | null): void;
  /** A short message about what the page just did. */
  say(words: string): void;
  showModel(id: string, backend: string): void;
  /** How this device's answers compare with those of training. */
  showTest(words: string): void;
  /** The model that the server wants compared with the one in use, or null; told again and again. */
  setChallenger(link: ChallengerLink | null): void;
}

export interface ModelParts {
  readonly api: Pick<Api, "currentModel">;
  readonly recogniser: Pick<Recogniser, "load" | "test">;
  /** The model that worked on this device last; its files are kept. */
  readonly known: Promise<Pick<ModelCache, "inUse" | "setInUse">>;
  readonly listener: ModelListener;
  /** The server is told what became of each model. */
  readonly reports: Pick<ModelReports, "tell">;
  readonly now: () => number;
}

/** A switch of models reaches open pages within this and the download; the answer is a 304 without a body. */
const CHECK_EVERY_MS = 3_000;
/** With a model at hand nobody waits longer than this for a slow network's word on the newest. */
const PATIENCE_MS = 1_500;
/** The first seconds belong to the person; the golden answers weigh half as much as the whole first visit. */
const TEST_AFTER_MS = 3_000;
/** A first model that could not be had is asked for again after this; a person's button and the network come first. */
const LOST_WAIT_MS = 30_000;
/** A model that was refused is tried again after this, then after twice as long, and so on. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

export class Models {
  /** The model that answers. */
  private inUse: ModelLink | null = null;
  /** The one that the worker is loading. */
  private loading: ModelLink | null = null;
  private known: ModelLink | null = null;
  private backend: string | null = null;
  private hasAnswered = false;
  private isTested = false;
  /** Before this the page does not ask for a first model by itself: its button must not vanish under a finger. */
  private startsAt = 0;
  private readonly refused = new Map<string, { times: number; until: number }>();

  constructor(private readonly parts: ModelParts) {}

  /** Loads the newest model; without the network the one that worked here last. May be called again when that failed. */
  async start(): Promise<void> {
    if (this.inUse !== null || this.loading !== null) return;
    const { known, listener } = this.parts;
    listener.showLoading(null);
    this.known = await (await known).inUse();
    const newest = this.newest();
    try {
      this.load(await (this.known === null ? newest : firstOf(newest, this.known)));
    } catch (error) {
      if (this.known !== null) this.load(this.known);
      else this.lose(wordsOf(error));
    }
  }

  /** Looks for a newer model now, and whenever the page is looked at, is online again, or some seconds have passed. */
  watch(window: Window): void {
    const check = (): void => {
      if (window.document.visibilityState === "visible") void this.check();
    };
    window.setInterval(check, CHECK_EVERY_MS);
    window.addEventListener("online", () => {
      this.startsAt = 0;
      check();
    });
    window.document.addEventListener("visibilitychange", check);
  }

  /** Asks the server for the newest model, and takes it if it is another one. Whatever tells of new models calls this. */
  async check(): Promise<void> {
    if (this.loading !== null) return;
    if (this.inUse === null) return this.parts.now() < this.startsAt ? undefined : this.start();
    if (this.hasAnswered) this.test();
    const newest = await this.newest().catch(() => null); // offline: the one in use goes on
    if (newest === null || this.loading !== null || newest.manifest === this.inUse.manifest) return;
    if ((this.refused.get(newest.manifest)?.until ?? 0) > this.parts.now()) return;
    this.load(newest);
  }

  /** Answers are there. Soon after the first one there is time to compare this device with training, once. */
  answered(): void {
    if (this.hasAnswered) return;
    this.hasAnswered = true;
    setTimeout(() => this.test(), TEST_AFTER_MS);
  }

  /** Takes what the worker says of models; what it says of frames is not for here. */
  receive(reply: Reply): void {
    const { listener } = this.parts;
    switch (reply.kind) {
      case "progress":
        listener.showProgress(reply.loaded, reply.total);
        break;
      case "loaded":
        this.take(reply.manifest.id, reply.backend, reply.keepsBackground);
        break;
      case "refused":
        this.refuse(reply.message, reply.isOfModel);
        break;
      case "tested":
        listener.showTest(reply.passed ? SAME : differs(reply.farthest));
        if (!reply.passed) this.doubt();
        break;
      case "untested":
        this.isTested = false; // asked again with the next look for a newer model
        listener.showTest(`Not compared with training yet. ${reply.message}`);
        break;
    }
  }

  private async newest(): Promise<ModelLink> {
    const { challenger, ...link } = await this.parts.api.currentModel();
    this.parts.listener.setChallenger(challenger);
    return link;
  }

  /** Since the model in use came, answers come at most half as often. */
  slowed(id: string, fps: { before: number; after: number }): void {
    if (this.inUse?.id === id) this.report(id, "slower", fps);
  }

  private doubt(): void {
    this.parts.listener.say("This device answers other than in training, so answers may be wrong here.");
    if (this.inUse !== null) this.report(this.inUse.id, "wrong");
  }

  private report(modelId: string, outcome: ModelReport["outcome"], fps: ModelReport["fps"] = null): void {
    this.parts.reports.tell({ modelId, outcome, backend: this.backend, fps });
  }

  private test(): void {
    if (this.isTested || this.inUse === null) return;
    this.isTested = true;
    this.parts.recogniser.test();
  }

  private load(link: ModelLink): void {
    this.loading = link;
    this.parts.recogniser.load(link.manifest);
  }

  private take(id: string, backend: string, keepsBackground: boolean): void {
    const [before, link] = [this.inUse, this.loading];
    if (link === null) return;
    this.backend = backend;
    this.report(id, "running");
    [this.inUse, this.loading] = [link, null];
    this.refused.delete(link.manifest);
    const { listener, known } = this.parts;
    void known.then((cache) => cache.setInUse(link));
    listener.showModel(id, backend);
    if (before === null) return;
    this.isTested = true; // it had to give the golden answers before it was taken
    listener.showTest(SAME);
    listener.say(keepsBackground ? `A new model is in use: ${id}.` : `A new model is in use: ${id}. ${SAVE_AGAIN}`);
  }

  private refuse(message: string, isOfModel: boolean): void {
    const link = this.loading;
    this.loading = null;
    if (link === null) return;
    this.report(link.id, isOfModel ? "wrong" : "unloaded");
    const times = (this.refused.get(link.manifest)?.times ?? 0) + 1;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (times - 1), LONGEST_WAIT_MS);
    this.refused.set(link.manifest, { times, until: this.parts.now() + wait });
    const isLost = this.inUse === null && !this.fallBack(link);
    if (isLost) this.lose(message);
    else if (times === 1) this.explain(link, message);
  }

  private lose(message: string): void {
    this.startsAt = this.parts.now() + LOST_WAIT_MS;
    this.parts.listener.showLoading(message);
  }

  /** Loads the model that worked here last, where that is another one; tried once. */
  private fallBack(refused: ModelLink): boolean {
    const { known } = this;
    this.known = null;
    if (known === null || known.manifest === refused.manifest) return false;
    this.load(known);
    return true;
  }

  private explain({ id }: ModelLink, message: string): void {
    const { listener } = this.parts;
    listener.say(`The new model ${id} is not used, the one before goes on: ${message}`);
    listener.showTest(`The new model ${id} was refused: ${message}`);
  }
}

const SAME = "Same answers as in training on this device";
const SAVE_AGAIN = "Save the background again.";

function differs(farthest: number): string {
  return Number.isNaN(farthest)
    ? "The network gives no numbers on this device"
    : `Differs from training by up to ${farthest.toFixed(3)} on this device`;
}

/** The newest model, or the known one where the server does not answer in time. Rejects as `newest` does. */
async function firstOf(newest: Promise<ModelLink>, known: ModelLink): Promise<ModelLink> {
  return Promise.race([newest, new Promise<ModelLink>((go) => setTimeout(() => go(known), PATIENCE_MS))]);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
