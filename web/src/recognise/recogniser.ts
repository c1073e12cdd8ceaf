/** The worker as the page sees it: one frame in flight, and the newest wins. */

import { type Milliseconds, milliseconds } from "../shared/gestures";
import type {
  CompareHandRequest,
  CompareSilhouetteRequest,
  FrameReply,
  FrameRequest,
  Photo,
  Reply,
  Request,
  Way,
} from "../shared/messages";
import type { PersonalExample } from "../shared/personal-example";

/** What the page uses of a worker. */
export interface Channel {
  postMessage(message: Request, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Reply>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

interface Waiting {
  readonly request: FrameRequest;
  readonly arrivedAt: number;
}

/** What the network saw of a frame: a silhouette, or one hand. */
export type Shown = Pick<CompareSilhouetteRequest, "silhouette"> | Pick<CompareHandRequest, "hand">;

/** A sample that waits for a challenger waits no longer than this. */
const COMPARED_WITHIN_MS = 2_000;

export class Recogniser {
  private inFlight: Waiting | null = null;
  private newest: Waiting | null = null;
  /** Who waits for the photo of which frame. */
  private readonly asked = new Map<number, { photo: Promise<Photo | null>; tell: (photo: Photo | null) => void }>();

  /** Who waits for the challenger's answer to which frame. */
  private readonly compared = new Map<number, Resolvers<Float32Array | null>>();

  /** `onReply` gets every reply, and for frames the time since the frame's arrival on the page. */
  constructor(
    private readonly channel: Channel,
    private readonly onReply: (reply: Reply, total: Milliseconds) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    channel.addEventListener("message", ({ data }) => this.receive(data));
    channel.addEventListener("error", (event) => {
      event.preventDefault();
      this.receive({ kind: "failed", message: "The recogniser stopped. Reload the page." });
    });
  }

  /** Asks the worker to load a model; it answers `loaded` or `refused`, and may say its progress before. */
  load(manifestPath: string): void {
    this.channel.postMessage({ kind: "load", manifestPath }, []);
  }

  /** Has the worker compare its answers of a way with the golden ones; it answers `tested` or `untested`. */
  test(way: Way): void {
    this.channel.postMessage({ kind: "test", way }, []);
  }

  /** Has gestures told apart by a person's own examples; without any, by the network alone. It answers `own`. */
  personalise(examples: readonly PersonalExample[]): void {
    this.channel.postMessage({ kind: "personal", examples }, []);
  }

  /** Has a challenger stand beside the model in use; null: none. It answers `challenger`. */
  useChallenger(manifestPath: string | null): void {
    this.channel.postMessage({ kind: "challenger", manifestPath }, []);
  }

  /** What the challenger says of what was seen in a frame: its probabilities, or null where none answers in time. */
  compare(number: number, shown: Shown): Promise<Float32Array | null> {
    const before = this.compared.get(number);
    if (before !== undefined) return before.promise;
    const waiting = withResolvers<Float32Array | null>();
    this.compared.set(number, waiting);
    this.channel.postMessage({ kind: "compare", number, ...shown }, []);
    setTimeout(() => this.tellCompared(number, null), COMPARED_WITHIN_MS);
    return waiting.promise;
  }

  /** Forgets the background and the frame that waits. */
  reset(): void {
    this.newest?.request.picture.close();
    this.newest = null;
    this.channel.postMessage({ kind: "reset" }, []);
  }

  /** Has the worker keep the newest frames for photos, or forget them. */
  allowPhotos(on: boolean): void {
    this.channel.postMessage({ kind: "photos", on }, []);
  }

  /** The photo of a frame that was answered just now; null where photos are off or the frame is gone. */
  takePhoto(number: number): Promise<Photo | null> {
    const before = this.asked.get(number);
    if (before !== undefined) return before.photo;
    const { promise, resolve } = withResolvers<Photo | null>();
    this.asked.set(number, { photo: promise, tell: resolve });
    this.channel.postMessage({ kind: "photo", number }, []);
    return promise;
  }

  /** Sends a frame, which the recogniser now owns, or keeps it until the one in flight is answered. */
  offer(request: Omit<FrameRequest, "kind">, arrivedAt: number): void {
    this.newest?.request.picture.close();
    this.newest = { request: { kind: "frame", ...request }, arrivedAt };
    if (this.inFlight === null) this.sendNewest();
  }

  private sendNewest(): void {
    this.inFlight = this.newest;
    this.newest = null;
    if (this.inFlight === null) return;
    const { request } = this.inFlight;
    this.channel.postMessage(request, [request.picture]);
  }

  private receive(reply: Reply): void {
    if (reply.kind === "photo") {
      this.tellPhoto(reply.number, reply.photo);
      return;
    }
    if (reply.kind === "compared") {
      this.tellCompared(reply.number, reply.probabilities);
      return;
    }
    if (reply.kind === "failed") {
      for (const number of [...this.asked.keys()]) this.tellPhoto(number, null);
      for (const number of [...this.compared.keys()]) this.tellCompared(number, null);
    }
    const arrivedAt = this.inFlight?.arrivedAt ?? this.now();
    if (isOfFrame(reply)) this.sendNewest();
    this.onReply(reply, milliseconds(this.now() - arrivedAt));
  }

  private tellCompared(number: number, probabilities: Float32Array | null): void {
    this.compared.get(number)?.resolve(probabilities);
    this.compared.delete(number);
  }

  private tellPhoto(number: number, photo: Photo | null): void {
    this.asked.get(number)?.tell(photo);
    this.asked.delete(number);
  }
}

function isOfFrame(reply: Reply): reply is FrameReply {
  return ["learned", "answer", "skipped", "failed"].includes(reply.kind);
}

interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

/** A promise and its end, apart: Promise.withResolvers, which not every browser has. */
function withResolvers<T>(): Resolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
