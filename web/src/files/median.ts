/** Finds what is there most of the time in a video: its background, with its own noise. */

/** How many of the middle values of each pixel are given: they tell how much it changes by itself. */
const MIDDLE = 5;

/**
 * For each byte the middle values of all frames, as MIDDLE frames (the same length as each of the given ones).
 *
 * The middle ones are put in an order that differs from byte to byte, as noise does.
 */
export function middles(frames: readonly Uint8ClampedArray[]): readonly Uint8ClampedArray<ArrayBuffer>[] {
  const length = frames[0]?.length ?? 0;
  const results = Array.from({ length: MIDDLE }, () => new Uint8ClampedArray(length));
  const first = Math.max((frames.length - MIDDLE) >> 1, 0);
  const values = new Uint8Array(frames.length);
  for (let i = 0; i < length; i++) {
    for (let n = 0; n < frames.length; n++) insert(values, n, (frames[n] as Uint8ClampedArray)[i] as number);
    for (let n = 0; n < MIDDLE; n++) {
      const rank = Math.min(first + ((n + i) % MIDDLE), frames.length - 1);
      (results[n] as Uint8ClampedArray)[i] = values[rank] as number;
    }
  }
  return results;
}

/** Puts a value among the `count` sorted ones before it. */
function insert(values: Uint8Array, count: number, value: number): void {
  let at = count;
  for (; at > 0 && (values[at - 1] as number) > value; at--) values[at] = values[at - 1] as number;
  values[at] = value;
}
