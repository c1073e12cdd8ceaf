/** Starts the package's worker in a page that may be another site's. */

import { releaseProxy, wrap } from "comlink";
import type { WorkerApi } from "../worker/api";
import { PROBLEMS } from "./words";

export interface Started {
  readonly api: WorkerApi;
  readonly worker: Worker;
  /** Ends it, and lets go of it. */
  end(): void;
}

/**
 * Starts a module worker from its address. Browsers start none from another site, so that one is started which lies in
 * the page and only imports it. Throws an Error that says what to do where the page's policy or the network forbids it.
 */
export async function startWorker(address: string): Promise<Started> {
  const isOurs = new URL(address).origin === location.origin;
  const local = isOurs ? null : URL.createObjectURL(importing(address));
  let worker: Worker | undefined;
  try {
    worker = new Worker(trusted(local ?? address) as string, { type: "module" });
    const api = wrap<WorkerApi>(worker);
    await Promise.race([api.reset(), broken(worker)]);
    const started = worker;
    const end = (): void => {
      api[releaseProxy](); // Comlink's registry holds the worker for as long as the worker's listeners hold its proxy
      started.terminate();
    };
    return { api, worker, end };
  } catch (error) {
    worker?.terminate();
    const stable = new URL(/* @vite-ignore */ "../worker.js", import.meta.url).href;
    throw new Error(PROBLEMS.noWorker(address, stable), { cause: error });
  } finally {
    if (local !== null) URL.revokeObjectURL(local);
  }
}

function importing(address: string): Blob {
  return new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" });
}

function broken(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    });
  });
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): {
    createScriptURL(address: string): unknown;
  };
}

/** Where a page demands trusted types, an address for a worker must come from a policy: ours is named gesture-camera. */
function trusted(address: string): unknown {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policy ??= policies?.createPolicy("gesture-camera", { createScriptURL: (one) => one });
  return policy?.createScriptURL(address) ?? address;
}

let policy: ReturnType<Policies["createPolicy"]> | undefined;
