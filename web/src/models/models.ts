/** Chooses the models in use, one for each way: loads, tests and swaps them. */

import type { Api, CurrentModels, ModelReport } from "../api/api";
import type { Recogniser } from "../recognise/recogniser";
import { wordsOf } from "../shared/errors";
import type { Loaded, Reply, Way } from "../shared/messages";
import type { ModelCache, ModelLink } from "../shared/model-cache";
import { MODELS } from "../ui/words/models";
import type { ModelReports } from "./model-reports";

/** Where a person is told of models. */
export interface ModelListener {
  /** The first model of a way comes: bytes, unpacked. */
  showProgress(loaded: number, total: number): void;
  /**
   * The first model of the way that is wanted cannot be had; `message` says what to do, and a button tries again. Null:
   * it is tried again.
   */
  showLoading(problem: string | null): void;
  /** A short message about what the page just did. */
  say(words: string): void;
  /** The model of the way that is wanted. */
  showModel(id: string, backend: string): void;
  /** How this device's answers compare with those of training. */
  showTest(words: string): void;
  /** The model that the server wants compared with the one in use, or null; told again and again. */
  setChallenger(link: ModelLink | null): void;
}

export interface ModelParts {
  readonly api: Pick<Api, "currentModels">;
  readonly recogniser: Pick<Recogniser, "load" | "test">;
  /** The models that worked on this device last; their files are kept. */
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

const WAYS: readonly Way[] = ["hand", "silhouette"];
const SAME = MODELS.sameAnswers;
/** What a page that cannot have a way may do instead. */
const NONE: Readonly<Record<Way, string>> = {
  hand: MODELS.noneOfHands,
  silhouette: MODELS.noneOfBackground,
};

/** What is known of one way's model. */
interface OfWay {
  /** The model that answers. */
  inUse: ModelLink | null;
  /** The one that the worker is loading; `asked`: the server is asked which one that is to be. */
  loading: ModelLink | "asked" | null;
  /** The one that worked on this device last. */
  known: ModelLink | null;
  hasAnswered: boolean;
  isTested: boolean;
  /** What was shown last of how this device's answers compare. */
  test: string;
  /** Before this the page does not ask for a first model by itself: its button must not vanish under a finger. */
  startsAt: number;
}

export class Models {
  private readonly ways: Readonly<Record<Way, OfWay>> = { hand: unknown(), silhouette: unknown() };
  /** The way that the page goes. */
  private wanted: Way;
  private backend: string | null = null;
  private readonly refused = new Map<string, { times: number; until: number }>();

  constructor(
    private readonly parts: ModelParts,
    way: Way,
  ) {
    this.wanted = way;
  }

  /** The page goes this way from now on: its model is shown, or loaded if it is not there. */
  want(way: Way): void {
    this.wanted = way;
    const { inUse, test } = this.ways[way];
    if (inUse === null) return void this.start();
    this.parts.listener.showModel(inUse.id, this.backend ?? "");
    this.parts.listener.showTest(test);
  }

  /**
   * Loads the newest model of the way that is wanted; without the network the one that worked here last. May be called
   * again when that failed.
   */
  async start(): Promise<void> {
    const way = this.wanted;
    const of = this.ways[way];
    if (of.inUse !== null || of.loading !== null) return;
    of.loading = "asked";
    this.parts.listener.showLoading(null);
    of.known = await (await this.parts.known).inUse(way);
    const newest = this.newest();
    try {
      const link = await (of.known === null ? newest : firstOf(newest, { [way]: of.known }));
      const model = link[way];
      if (model === null || model === undefined) this.lose(way, NONE[way]);
      else this.load(way, model);
    } catch (error) {
      if (of.known !== null) this.load(way, of.known);
      else this.lose(way, wordsOf(error));
    }
  }

  /** Looks for newer models now, and whenever the page is looked at, is online again, or some seconds have passed. */
  watch(window: Window): void {
    const check = (): void => {
      if (window.document.visibilityState === "visible") void this.check();
    };
    window.setInterval(check, CHECK_EVERY_MS);
    window.addEventListener("online", () => {
      for (const way of WAYS) this.ways[way].startsAt = 0;
      check();
    });
    window.document.addEventListener("visibilitychange", check);
  }

  /** Asks the server for the newest models, and takes those that are others. Whatever tells of new models calls this. */
  async check(): Promise<void> {
    const wanted = this.ways[this.wanted];
    if (wanted.inUse === null && wanted.loading === null && this.parts.now() >= wanted.startsAt) return this.start();
    const running = WAYS.filter((way) => this.ways[way].inUse !== null && this.ways[way].loading === null);
    if (running.length === 0) return;
    for (const way of running) if (this.ways[way].hasAnswered) this.test(way);
    const newest = await this.newest().catch(() => null); // offline: the ones in use go on
    if (newest === null) return;
    for (const way of running) this.renew(way, newest[way]);
  }

  /** Answers of a way are there. Soon after the first one there is time to compare this device with training, once. */
  answered(way: Way): void {
    const of = this.ways[way];
    if (of.hasAnswered) return;
    of.hasAnswered = true;
    setTimeout(() => this.test(way), TEST_AFTER_MS);
  }

  /** Takes what the worker says of models; what it says of frames is not for here. */
  receive(reply: Reply): void {
    switch (reply.kind) {
      case "progress":
        this.parts.listener.showProgress(reply.loaded, reply.total);
        break;
      case "loaded":
        this.take(reply);
        break;
      case "refused":
        this.refuse(reply.manifestPath, reply.message, reply.isOfModel);
        break;
      case "tested":
        this.showTest(reply.way, reply.passed ? SAME : differs(reply.farthest));
        if (!reply.passed) this.doubt(reply.way);
        break;
      case "untested":
        this.ways[reply.way].isTested = false; // asked again with the next look for newer models
        this.showTest(reply.way, MODELS.notCompared(reply.message));
        break;
    }
  }

  /** Since the model in use came, answers come at most half as often. */
  slowed(id: string, fps: { before: number; after: number }): void {
    if (WAYS.some((way) => this.ways[way].inUse?.id === id)) this.report(id, "slower", fps);
  }

  private async newest(): Promise<CurrentModels> {
    const newest = await this.parts.api.currentModels();
    this.parts.listener.setChallenger(newest.challenger);
    return newest;
  }

  /** Loads a way's newest model, where that is another one than the one in use and was not refused just now. */
  private renew(way: Way, newest: ModelLink | null): void {
    const { inUse, loading } = this.ways[way];
    if (newest === null || loading !== null || newest.manifest === inUse?.manifest) return;
    if ((this.refused.get(newest.manifest)?.until ?? 0) <= this.parts.now()) this.load(way, newest);
  }

  private doubt(way: Way): void {
    this.parts.listener.say(MODELS.otherAnswers);
    const { inUse } = this.ways[way];
    if (inUse !== null) this.report(inUse.id, "wrong");
  }

  private report(model_id: string, outcome: ModelReport["outcome"], fps: ModelReport["fps"] = null): void {
    this.parts.reports.tell({ model_id, outcome, backend: this.backend, fps });
  }

  private test(way: Way): void {
    const of = this.ways[way];
    if (of.isTested || of.inUse === null) return;
    of.isTested = true;
    this.parts.recogniser.test(way);
  }

  private showTest(way: Way, words: string): void {
    this.ways[way].test = words;
    if (way === this.wanted) this.parts.listener.showTest(words);
  }

  private load(way: Way, link: ModelLink): void {
    this.ways[way].loading = link;
    this.parts.recogniser.load(link.manifest);
  }

  private take({ manifest: { way, id }, backend, keepsBackground, isTested }: Loaded): void {
    const of = this.ways[way];
    const [before, link] = [of.inUse, of.loading];
    if (link === null || link === "asked") return;
    this.backend = backend;
    this.report(id, "running");
    [of.inUse, of.loading] = [link, null];
    this.refused.delete(link.manifest);
    const { listener, known } = this.parts;
    void known.then((cache) => cache.setInUse(way, link));
    if (way === this.wanted) listener.showModel(id, backend);
    if (before === null) return;
    // Where only its head is new, what is known of its networks, or not yet, stays.
    if (isTested) of.isTested = true;
    if (isTested) this.showTest(way, SAME);
    listener.say(keepsBackground ? MODELS.newModel(id) : MODELS.newModel(id, MODELS.captureAgain));
  }

  private refuse(manifestPath: string, message: string, isOfModel: boolean): void {
    for (const way of WAYS) {
      const { loading } = this.ways[way];
      if (loading !== null && loading !== "asked" && loading.manifest === manifestPath) {
        this.refuseOf(way, loading, message, isOfModel);
      }
    }
  }

  private refuseOf(way: Way, link: ModelLink, message: string, isOfModel: boolean): void {
    this.ways[way].loading = null;
    this.report(link.id, isOfModel ? "wrong" : "unloaded");
    const times = (this.refused.get(link.manifest)?.times ?? 0) + 1;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (times - 1), LONGEST_WAIT_MS);
    this.refused.set(link.manifest, { times, until: this.parts.now() + wait });
    const isLost = this.ways[way].inUse === null && !this.fallBack(way, link);
    if (isLost) this.lose(way, message);
    else if (times === 1) this.explain(way, link, message);
  }

  private lose(way: Way, message: string): void {
    this.ways[way].loading = null;
    this.ways[way].startsAt = this.parts.now() + LOST_WAIT_MS;
    if (way === this.wanted) this.parts.listener.showLoading(message);
  }

  /** Loads the model that worked here last, where that is another one; tried once. */
  private fallBack(way: Way, refused: ModelLink): boolean {
    const { known } = this.ways[way];
    this.ways[way].known = null;
    if (known === null || known.manifest === refused.manifest) return false;
    this.load(way, known);
    return true;
  }

  private explain(way: Way, { id }: ModelLink, message: string): void {
    this.parts.listener.say(MODELS.notUsed(id, message));
    this.showTest(way, MODELS.refused(id, message));
  }
}

function unknown(): OfWay {
  return { inUse: null, loading: null, known: null, hasAnswered: false, isTested: false, test: "–", startsAt: 0 };
}

function differs(farthest: number): string {
  return Number.isNaN(farthest) ? MODELS.noNumbers : MODELS.differs(farthest.toFixed(3));
}

/** The newest models, or the known one where the server does not answer in time. Rejects as `newest` does. */
async function firstOf<T>(newest: Promise<T>, known: T | Partial<T>): Promise<T | Partial<T>> {
  return Promise.race([newest, new Promise<Partial<T>>((go) => setTimeout(() => go(known), PATIENCE_MS))]);
}
