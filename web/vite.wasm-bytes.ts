/** What the build tells the page of the backend's wasm files: nothing in, their sizes out. */

import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/", import.meta.url);
const bytes = (name: string): number => statSync(fileURLToPath(new URL(name, folder))).size;

/** For Vite's `define`: bytes of each file, unpacked. */
export const wasmBytes = {
  __WASM_BYTES__: JSON.stringify({
    plain: bytes("tfjs-backend-wasm.wasm"),
    simd: bytes("tfjs-backend-wasm-simd.wasm"),
  }),
};
