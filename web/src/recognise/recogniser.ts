/** The worker as the page sees it: one frame in flight, and the newest wins. */

import { proxy, transfer } from "comlink";
import { wordsOf } from "../shared/errors";
import { type Milliseconds, milliseconds } from "../shared/gestures";
import type { FrameImage, FrameReply, FrameRequest, OwnExample, Reply, Way } from "../shared/messages";
import { RECOGNISE } from "../ui/words/recognise";
import type { WorkerApi } from "../worker/api";

interface Waiting {
  readonly request: FrameRequest;
  readonly arrivedAt: number;
}

export class Recogniser {
  private inFlight: Waiting | null = null;
  private newest: Waiting | null = null;
  /** Asked for and not there yet, by their frames' numbers. */
  private readonly photos = new Map<number, Promise<FrameImage | null>>();
  /** Ends every wait: the worker stopped. */
  private end: () => void = () => undefined;
  private readonly ended = new Promise<null>((done) => {
    this.end = () => done(null);
  });

  /** `onReply` gets every reply, and for frames the time since the frame's arrival on the page. */
  constructor(
    private readonly worker: WorkerApi,
    private readonly onReply: (reply: Reply, total: Milliseconds) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Loads a model; the replies are `loaded` or `refused`, and progress before. */
  load(manifestPath: string): void {
    const onProgress = proxy((loaded: number, total: number) => this.tell({ kind: "progress", loaded, total }));
    this.hear(this.worker.load(manifestPath, onProgress));
  }

  /** Compares the worker's answers of a way with the golden ones; the reply is `tested` or `untested`. */
  test(way: Way): void {
    this.hear(this.worker.test(way));
  }

  /** Has hands named by a person's own examples, too; without any, by the head alone. The reply is `personal`. */
  personalise(examples: readonly OwnExample[]): void {
    this.hear(this.worker.personalise(examples));
  }

  /** Has a challenger answer beside the model in use; null: none. The reply is `challenger`. */
  useChallenger(manifestPath: string | null): void {
    this.hear(this.worker.useChallenger(manifestPath));
  }

  /** Forgets the background and the frame that waits. */
  reset(): void {
    this.newest?.request.picture.close();
    this.newest = null;
    void this.worker.reset();
  }

  /** Has the worker keep the newest frames for photos, at most so many pixels long, or forget them. */
  keepFrameImages(on: boolean, longest?: number): void {
    void this.worker.keepFrameImages(on, longest);
  }

  /**
   * The photo of a frame that was answered just now, or of the hand that leads in it; null where photos are off or the
   * frame is gone.
   */
  takeFrameImage(number: number, hand: number | null): Promise<FrameImage | null> {
    const before = this.photos.get(number);
    if (before !== undefined) return before;
    const photo = Promise.race([this.worker.takeFrameImage(number, hand).catch(() => null), this.ended]);
    this.photos.set(number, photo);
    return photo.finally(() => this.photos.delete(number));
  }

  /** Sends a frame, which the recogniser now owns, or keeps it until the one in flight is answered. */
  offer(request: FrameRequest, arrivedAt: number): void {
    this.newest?.request.picture.close();
    this.newest = { request, arrivedAt };
    if (this.inFlight === null) this.sendNewest();
  }

  /** The worker cannot go on; `message` says what to do. */
  fail(message: string = RECOGNISE.stopped): void {
    this.end();
    this.tell({ kind: "failed", message });
  }

  private sendNewest(): void {
    this.inFlight = this.newest;
    this.newest = null;
    if (this.inFlight === null) return;
    const { request, arrivedAt } = this.inFlight;
    this.worker.answer(transfer(request, [request.picture])).then(
      (reply) => this.take(reply, arrivedAt),
      (error: unknown) => this.fail(wordsOf(error)),
    );
  }

  private take(reply: FrameReply, arrivedAt: number): void {
    this.sendNewest();
    this.onReply(reply, milliseconds(this.now() - arrivedAt));
  }

  private hear(answer: Promise<Reply | null>): void {
    answer.then(
      (reply) => {
        if (reply !== null) this.tell(reply);
      },
      (error: unknown) => this.fail(wordsOf(error)),
    );
  }

  private tell(reply: Reply): void {
    this.onReply(reply, milliseconds(0));
  }
}
