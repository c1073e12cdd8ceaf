/** Compiles the one of the kernel's two builds that this browser can run: the same bytes out, with vectors in a quarter of the time. */

import vectors from "virtual:kernel/vectors";

let compiled: WebAssembly.Module | null = null;

/** Fetches the build without vectors where this browser needs it: to be awaited before the first kernel is started. */
export async function fetchKernel(): Promise<void> {
  if (compiled !== null || WebAssembly.validate(bytesOf(vectors))) return;
  compiled = compile((await import("virtual:kernel/plain")).default);
}

/** The build that this browser can run. Throws a CompileError where that one was not fetched. */
export function best(): WebAssembly.Module {
  compiled ??= compile(vectors);
  return compiled;
}

/** A build of its text. */
export function compile(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(bytesOf(base64));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
