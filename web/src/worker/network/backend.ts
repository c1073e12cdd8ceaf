/** Starts TensorFlow.js' wasm backend. */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { env, memory, ready, setBackend } from "@tensorflow/tfjs-core";

/** The backend's wasm: a folder that ends in a slash, or what reads the one file that this browser needs. */
export type Wasm = string | ((hasVectors: boolean) => Promise<ArrayBuffer>);

const BACKEND = "tfjs-backend-wasm";

/** This browser can never run the network: trying again does not help. */
export class NoWebAssembly extends Error {
  constructor() {
    super(
      "This browser cannot run the network: it has no WebAssembly. " +
        "Switch Lockdown Mode off for this page if it is on, else use a recent browser.",
    );
  }
}

/** Starts the wasm backend with one thread. Throws when the browser has no WebAssembly. */
export async function startBackend(wasm: Wasm): Promise<void> {
  if (typeof WebAssembly === "undefined") throw new NoWebAssembly();
  // The threaded build needs blob: workers, which the page's content security policy does not allow.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (typeof wasm === "string") setWasmPaths(wasm);
  else handOver(await wasm((await env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true));
  if (await setBackend("wasm")) return ready();
  throw new NoWebAssembly();
}

/** Which backend runs, for people who look at details. */
export function backendWords(): string {
  return env().getBool("WASM_HAS_SIMD_SUPPORT") ? "WebAssembly with SIMD" : "WebAssembly";
}

/** Number of tensors that are alive, for watching leaks. */
export function liveTensors(): number {
  return memory().numTensors;
}

/** Gives the backend the bytes that are here already, where it would fetch them itself without telling how far it is. */
function handOver(bytes: ArrayBuffer): void {
  const name = "wasm";
  setWasmPaths(
    { [`${BACKEND}.wasm`]: name, [`${BACKEND}-simd.wasm`]: name, [`${BACKEND}-threaded-simd.wasm`]: name },
    true,
  );
  const { platform } = env();
  env().platform = Object.assign(Object.create(platform) as typeof platform, {
    fetch: async () => new Response(bytes),
  });
}
