/** The worker's root. */

import type {
  ChallengerRequest,
  CompareRequest,
  FrameReply,
  FrameRequest,
  PhotoTaken,
  Reply,
  Request,
} from "../shared/messages";
import { ModelCache } from "../shared/model-cache";
import type { Challenger } from "./challenger";
import { PhotoKeeper } from "./frame/photo";
import { Models } from "./models";
import { startWithWasm } from "./network/wasm";

declare const self: DedicatedWorkerGlobalScope;

const say = (reply: Reply): void => self.postMessage(reply);
const photos = new PhotoKeeper();
/** The frame that is being answered; the page sends one at a time. */
let frame: Promise<void> = Promise.resolve();
let backend: Promise<void> | null = null;
let challenger: Promise<Challenger> | null = null;

const models = new Models({
  cache: ModelCache.open(),
  photos,
  startBackend: (progress) => {
    backend ??= startWithWasm(progress).catch((error: unknown) => {
      backend = null; // the next load tries again
      throw error;
    });
    return backend;
  },
  betweenFrames: () => frame,
  say,
});

async function answer(request: FrameRequest): Promise<FrameReply> {
  try {
    // Without a model of its way a frame is of no use.
    const skipped = { kind: "skipped", number: request.number } as const;
    return (await models.pipelineOf(request.way)?.run(request)) ?? skipped;
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  } finally {
    request.picture.close();
  }
}

/** What belongs to challengers is loaded with the first one. */
async function beside(request: ChallengerRequest | CompareRequest): Promise<void> {
  try {
    challenger ??= import("./challenger").then(({ Challenger }) => {
      return new Challenger({ champion: (way) => models.modelOf(way), betweenFrames: () => frame, say });
    });
    await (await challenger).handle(request);
  } catch (error) {
    challenger = null;
    const problem = error instanceof Error ? error.message : String(error);
    if (request.kind === "compare") say({ kind: "compared", number: request.number, probabilities: null });
    else say({ kind: "challenger", manifestPath: request.manifestPath, manifest: null, problem });
  }
}

async function takePhoto(number: number): Promise<PhotoTaken> {
  return { kind: "photo", number, photo: await photos.encode(number).catch(() => null) };
}

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  switch (data.kind) {
    case "frame":
      frame = answer(data).then(say);
      break;
    case "reset":
      models.reset();
      break;
    case "photos":
      photos.turn(data.on);
      break;
    case "photo":
      void takePhoto(data.number).then(say);
      break;
    case "load":
    case "test":
    case "personal":
      void models.handle(data);
      break;
    case "challenger":
    case "compare":
      void beside(data);
  }
});
