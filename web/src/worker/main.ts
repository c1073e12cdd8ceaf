/** The worker's root: makes its parts and offers them to the page. */

import { expose } from "comlink";
import type { FrameReply, FrameRequest } from "../shared/messages";
import { ModelCache } from "../shared/model-cache";
import type { WorkerApi } from "./api";
import type { Challenger } from "./challenger";
import { FrameImageKeeper } from "./frame/frame-image";
import { Models } from "./models";
import { startWithWasm } from "./network/wasm";

const photos = new FrameImageKeeper();
/** The frame that is being answered. */
let frame: Promise<unknown> = Promise.resolve();
let backend: Promise<void> | null = null;
let challenger: Promise<Challenger> | null = null;

const betweenFrames = async (): Promise<void> => void (await frame.catch(() => undefined));
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
  betweenFrames,
});

async function answer(request: FrameRequest): Promise<FrameReply> {
  try {
    // Without a model of its way a frame is of no use.
    const skipped = { kind: "skipped", number: request.number } as const;
    return (await models.pipelineOf(request.way)?.run(request)) ?? skipped;
  } finally {
    request.picture.close();
  }
}

/** What belongs to challengers is loaded with the first one. */
function beside(): Promise<Challenger> {
  challenger ??= import("./challenger").then(
    ({ Challenger }) => new Challenger({ champion: (way) => models.modelOf(way), betweenFrames }),
  );
  challenger.catch(() => {
    challenger = null; // the next one tries again
  });
  return challenger;
}

const api: WorkerApi = {
  load: (manifestPath, onProgress) => models.load(manifestPath, onProgress),
  test: (way) => models.test(way),
  answer: (request) => {
    const answered = answer(request);
    frame = answered;
    return answered;
  },
  reset: async () => models.reset(),
  keepFrameImages: async (on) => photos.turn(on),
  takeFrameImage: (number) => photos.encode(number),
  useChallenger: async (manifestPath) => (await beside()).use(manifestPath),
  compare: async (shown) => (await beside()).compare(shown),
};
expose(api);
