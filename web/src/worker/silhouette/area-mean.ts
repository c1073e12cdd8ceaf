/**
 * Area mean over integer bins: a silhouette in, a smaller one out, the same bytes in Python and TypeScript.
 *
 * Twin of training/area_mean.py; web/kernel/shrink.ts does the same to the camera's colours. A canvas' or a
 * library's resize is never used before the model: each rounds in its own way.
 */

/** Edges of the bins: bin j of n over a side of s pixels is floor(j·s/n) up to floor((j+1)·s/n). */
function edges(size: number, outSize: number): Int32Array {
  const result = new Int32Array(outSize + 1);
  for (let j = 0; j <= outSize; j++) result[j] = Math.floor((j * size) / outSize);
  return result;
}

/**
 * Mean over the bins of `source` (height × width, 0..255), rounded half up.
 *
 * A bin holds one pixel at least, also when enlarging. Throws a RangeError where the source's length does not fit its
 * sides.
 */
export function areaMean(
  source: Uint8Array,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Uint8Array {
  if (source.length !== width * height) {
    throw new RangeError(`${source.length} bytes are not a picture of ${width}×${height}`);
  }
  const columns = edges(width, outWidth);
  const rows = edges(height, outHeight);
  const result = new Uint8Array(outWidth * outHeight);
  for (let i = 0, out = 0; i < outHeight; i++) {
    const top = rows[i] as number;
    const bottom = Math.max(rows[i + 1] as number, top + 1);
    for (let j = 0; j < outWidth; j++, out++) {
      const left = columns[j] as number;
      const right = Math.max(columns[j + 1] as number, left + 1);
      let sum = 0;
      for (let row = top * width; row < bottom * width; row += width) {
        for (let x = left; x < right; x++) sum += source[row + x] as number;
      }
      const count = (bottom - top) * (right - left);
      result[out] = Math.floor((2 * sum + count) / (2 * count));
    }
  }
  return result;
}
