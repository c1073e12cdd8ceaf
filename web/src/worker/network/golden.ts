/** Golden answers: what comparing a device with training gives, whichever way the model sees. */

import { list, ShapeError } from "../../shared/strict";

/** How this device's answers compare with those of training. */
export interface Comparison {
  readonly frames: number;
  /** What differs, in words. */
  readonly differences: string;
  /** The largest difference of a probability; NaN where the network gave no number. */
  readonly farthest: number;
  readonly passed: boolean;
}

/** Lets the camera's frames go first: the test has time. */
export type Pause = () => Promise<void>;
export const nextTask: Pause = () => new Promise((go) => setTimeout(go));

/** A list with something in it: a test of nothing would always pass. */
export function some(value: unknown, path: string): readonly unknown[] {
  const found = list(value, path);
  if (found.length === 0) throw new ShapeError(path, "a list that is not empty");
  return found;
}

/** The bytes of a picture: deflated, in base64. */
export async function unpack(packed: string): Promise<Uint8Array> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
