/** Compiles the one of the kernel's two builds that this browser can run. */

import { plain, vectors } from "virtual:kernel";

/** The two builds: the same bytes out, with vectors in a quarter of the time. */
export const builds = { vectors: () => compile(vectors), plain: () => compile(plain) };

let compiled: WebAssembly.Module | null = null;

/** The build that this browser can run. */
export function best(): WebAssembly.Module {
  compiled ??= WebAssembly.validate(bytesOf(vectors)) ? builds.vectors() : builds.plain();
  return compiled;
}

function compile(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(bytesOf(base64));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
