/** The worker's parts, and what they offer to the page. */

import type { FrameReply, FrameRequest } from "../shared/messages";
import type { ModelCache } from "../shared/model-cache";
import type { WorkerApi } from "./api";
import { FrameImageKeeper } from "./frame/frame-image";
import { fetchKernel } from "./frame/kernel-code";
import { Models } from "./models";
import { fetched } from "./network/download";
import { startWithWasm } from "./network/wasm";

/** The worker's side of every call. `cache` keeps models' files; one without a store keeps nothing. */
export function workerApi(cache: Promise<ModelCache>): WorkerApi {
  const photos = new FrameImageKeeper();
  /** The frame that is being answered. */
  let frame: Promise<unknown> = Promise.resolve();
  let backend: Promise<unknown> | null = null;

  const models = new Models({
    cache,
    photos,
    startBackend: async (progress) => {
      backend ??= Promise.all([startWithWasm(progress), fetched(fetchKernel())]).catch((error: unknown) => {
        backend = null; // the next load tries again
        throw error;
      });
      await backend;
    },
    betweenFrames: async () => void (await frame.catch(() => undefined)),
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

  return {
    load: (manifestPath, onProgress) => models.load(manifestPath, onProgress),
    test: (way) => models.test(way),
    answer: (request) => {
      const answered = answer(request);
      frame = answered;
      return answered;
    },
    reset: async () => models.reset(),
    keepFrameImages: async (on, longest) => photos.turn(on, longest),
    takeFrameImage: (number, hand) => photos.encode(number, hand),
    personalise: (examples) => models.personalise(examples),
    useChallenger: (manifestPath) => models.useChallenger(manifestPath),
  };
}
