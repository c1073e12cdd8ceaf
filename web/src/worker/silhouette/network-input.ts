/** What the network is shown of a silhouette: all of it, or the square around the hand (web/kernel/network-input.ts). */

import type { SilhouetteManifest } from "../../shared/manifest";
import { type Kernel, startKernel } from "../frame/kernel";

/** Pixels each way that become one: what sums in web/kernel/area-mean.ts hold. */
export const LARGEST_BIN = 128;

let shared: Kernel | null = null;

/**
 * The input (`input.height` × `input.width` bytes, the caller's to keep) of a silhouette (height × width bytes of 0 and
 * 255). Throws a RangeError where the silhouette's length does not fit its sides, and where it is too large.
 */
export function networkInput(
  silhouette: Uint8Array,
  width: number,
  height: number,
  input: SilhouetteManifest["input"],
  kernel: Kernel = sharedKernel(),
): Uint8Array {
  if (silhouette.length !== width * height) {
    throw new RangeError(`${silhouette.length} bytes are not a picture of ${width}×${height}`);
  }
  if (width > LARGEST_BIN * input.width || height > LARGEST_BIN * input.height) {
    throw new RangeError(`a silhouette of ${width}×${height} is too large for ${input.width}×${input.height}`);
  }
  const from = kernel.makeSilhouettes(silhouette.length);
  new Uint8Array(kernel.memory.buffer, from, silhouette.length).set(silhouette);
  const at = kernel.networkInputs(1, width, height, input.width, input.height, input.kind === "hand");
  return new Uint8Array(kernel.memory.buffer, at, input.width * input.height).slice();
}

function sharedKernel(): Kernel {
  shared ??= startKernel();
  return shared;
}
