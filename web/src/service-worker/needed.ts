/** Leaves out the wasm file that this browser would never run. */

const PLAIN = /\btfjs-backend-wasm-(?!simd-)[^/]*\.wasm$/;
const SIMD = /\btfjs-backend-wasm-simd-[^/]*\.wasm$/;
/** A function that uses 128-bit vectors: valid only where the browser knows them. */
const VECTORS = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** The files without one of the two wasm builds. */
export function neededFiles<T extends { readonly url: string }>(files: readonly T[], hasVectors = knowsVectors()): T[] {
  const useless = hasVectors ? PLAIN : SIMD;
  return files.filter(({ url }) => !useless.test(url));
}

function knowsVectors(): boolean {
  return typeof WebAssembly !== "undefined" && WebAssembly.validate(VECTORS);
}
