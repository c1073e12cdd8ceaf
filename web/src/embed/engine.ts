/** One worker with a model of hands: frames of one picture go in, answers come out. */

import { Recogniser } from "../recognise/recogniser";
import { wordsOf } from "../shared/errors";
import type { HandManifest } from "../shared/manifest";
import type { HandsAnswer, Picture, Reply, Size } from "../shared/messages";
import { record, text } from "../shared/strict";
import { startWorker } from "./start-worker";
import { PROBLEMS } from "./words";

/** Who is told of answers, with the time since the frame came; `onFailed` is for good. */
export interface Listener {
  onAnswer(answer: HandsAnswer, totalMs: number): void;
  onFailed(message: string): void;
}

export class Engine {
  /** Who watches with it; null: nobody. */
  listener: Listener | null = null;
  private isBroken = false;
  private frame = 0;

  private constructor(
    readonly manifest: HandManifest,
    /** What computes, in words. */
    readonly backend: string,
    /** @internal For photos. */
    readonly recogniser: Recogniser,
    private readonly end: () => void,
  ) {}

  /**
   * Starts a worker and loads the model, from a server's address or that of a manifest.json. Throws an Error that says
   * what to do.
   */
  static async start(workerAddress: string, models: string): Promise<Engine> {
    const manifestAddress = await findManifest(models);
    const { api, worker, end } = await startWorker(workerAddress);
    let engine: Engine | null = null;
    try {
      const reply = await new Promise<Reply>((done) => {
        const recogniser = new Recogniser(api, (reply, totalMs) => {
          if (engine !== null) engine.receive(reply, totalMs);
          else if (reply.kind === "loaded" && reply.manifest.way === "hand") {
            engine = new Engine(reply.manifest, reply.backend, recogniser, end);
            done(reply);
          } else if (reply.kind !== "progress") done(reply);
        });
        worker.addEventListener("error", (event) => {
          event.preventDefault();
          recogniser.fail(PROBLEMS.stopped);
        });
        recogniser.load(manifestAddress);
      });
      return engine ?? refuse(reply, models);
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Whether it can be used no more. */
  get hasFailed(): boolean {
    return this.isBroken;
  }

  /** Has a frame answered, which the engine now owns; of those that wait the newest wins. `at`: when it came. */
  offer(picture: Picture, { width, height }: Size, at: number): void {
    const guide = { x: 0, y: 0, width, height };
    const number = ++this.frame;
    this.recogniser.offer({ number, way: "hand", task: "predict", picture, guide, file: true, still: null }, at);
  }

  /** Forgets the hands that were followed: what comes next is another picture. */
  reset(): void {
    this.recogniser.reset();
  }

  dispose(): void {
    this.listener = null;
    this.end();
  }

  private receive(reply: Reply, totalMs: number): void {
    if (reply.kind === "answer" && reply.way === "hand") this.listener?.onAnswer(reply, totalMs);
    else if (reply.kind === "failed") {
      this.isBroken = true;
      this.listener?.onFailed(reply.message);
    }
  }
}

function refuse(reply: Reply, models: string): never {
  if (reply.kind === "loaded") throw new Error(PROBLEMS.notAModel(reply.manifest.id));
  throw new Error("message" in reply ? PROBLEMS.noServer(models, reply.message) : PROBLEMS.stopped);
}

/** The address of the manifest of the model to use. */
async function findManifest(models: string): Promise<string> {
  if (new URL(models).pathname.endsWith("/manifest.json")) return models;
  const server = models.endsWith("/") ? models : `${models}/`;
  const hand = await currentHand(server).catch((error: unknown) => {
    throw new Error(PROBLEMS.noServer(server, wordsOf(error)), { cause: error });
  });
  if (hand === null) throw new Error(PROBLEMS.noModel(server));
  return new URL(text(record(hand, "hand").manifest, "hand.manifest"), server).href;
}

/** Longer than this, and the server counts as silent. */
const SILENCE_MS = 20_000;

async function currentHand(server: string): Promise<unknown> {
  const signal = AbortSignal.timeout(SILENCE_MS);
  const answer = await fetch(new URL("api/models/current", server), { credentials: "omit", signal });
  if (!answer.ok) throw new Error(PROBLEMS.answered(answer.status));
  return record(await answer.json(), "models").hand;
}
