/** The worker's root: requests of the page in, one reply each out; frame → silhouette → network. */

import plain from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url";
import type { Reply, Request } from "../shared/messages";
import { startBackend } from "./classifier";
import { overHttp, readModel } from "./download";
import { PhotoKeeper } from "./photo";
import { Pipeline } from "./pipeline";

declare const self: DedicatedWorkerGlobalScope;

const photos = new PhotoKeeper();
let pipeline: Pipeline | null = null;

async function load(manifestPath: string): Promise<Reply> {
  const { name, read } = overHttp(manifestPath);
  const [files] = await Promise.all([readModel(name, read), startBackend({ simd, plain })]);
  pipeline = await Pipeline.start(files, photos);
  return { kind: "loaded", manifest: files.manifest };
}

async function answer(request: Request): Promise<Reply | null> {
  if (request.kind === "load") return load(request.manifestPath);
  if (request.kind === "reset") {
    pipeline?.reset();
    return null;
  }
  if (request.kind === "photos") {
    photos.turn(request.on);
    return null;
  }
  if (request.kind === "photo") {
    return { kind: "photo", number: request.number, photo: await photos.encode(request.number) };
  }
  try {
    return pipeline === null ? { kind: "skipped", number: request.number } : await pipeline.run(request);
  } finally {
    request.picture.close();
  }
}

self.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  try {
    const reply = await answer(data);
    if (reply !== null) self.postMessage(reply);
  } catch (error) {
    const failed: Reply = { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    self.postMessage(failed);
  }
});
