/** Fetches the one of the backend's two wasm files that this browser needs. */

import plain from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url";
import { startBackend } from "./backend";
import { fetchFile } from "./fetching";
import type { Progress } from "./progress";

/** Bytes of the two files, written by the build: over HTTP a packed file does not tell how long it will be. */
declare const __WASM_BYTES__: { readonly plain: number; readonly simd: number };

/** Reads the file that this browser needs and starts the backend with it. Throws when either fails. */
export async function startWithWasm(progress?: Progress): Promise<void> {
  await startBackend(async (hasVectors) => {
    const path = hasVectors ? simd : plain;
    progress?.expect(path, __WASM_BYTES__[hasVectors ? "simd" : "plain"]);
    return fetchFile(path, { onBytes: (bytes) => progress?.show(path, bytes) });
  });
}
