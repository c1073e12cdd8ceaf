/**
 * Area mean over integer bins: a picture in, a smaller picture out, the same bytes in Python and TypeScript.
 *
 * Twin of training/area_mean.py. A canvas' or a library's resize is never used before the model: each rounds in
 * its own way.
 */

/** Edges of the bins: bin j of n over a side of s pixels is floor(j·s/n) up to floor((j+1)·s/n). */
function edges(size: number, outSize: number): Int32Array {
  const result = new Int32Array(outSize + 1);
  for (let j = 0; j <= outSize; j++) result[j] = Math.floor((j * size) / outSize);
  return result;
}

/**
 * Mean over the bins of `source` (height × width × channels, interleaved, 0..255), rounded half up.
 *
 * Only the first `keep` channels are taken (an RGBA frame gives RGB with keep = 3). A bin holds one pixel at least,
 * also when enlarging. Throws a RangeError where the source's length does not fit its sides.
 */
export function areaMean(
  source: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  channels: number,
  outWidth: number,
  outHeight: number,
  keep: number = channels,
): Uint8Array {
  if (source.length !== width * height * channels) {
    throw new RangeError(`${source.length} bytes are not a picture of ${width}×${height}×${channels}`);
  }
  const columns = edges(width, outWidth);
  const rows = edges(height, outHeight);
  const result = new Uint8Array(outWidth * outHeight * keep);
  // The sums of one row of bins: the source is read once, in order, which is what makes this fast.
  const sums = new Int32Array(outWidth * keep);
  for (let i = 0; i < outHeight; i++) {
    const top = rows[i] as number;
    const bottom = Math.max(rows[i + 1] as number, top + 1);
    sums.fill(0);
    const add = channels === 4 && keep === 3 ? addRgbaRow : addRow;
    for (let y = top; y < bottom; y++) add(source, y * width * channels, channels, columns, sums, keep);
    for (let j = 0; j < outWidth; j++) {
      const binWidth = Math.max((columns[j + 1] as number) - (columns[j] as number), 1);
      const count = (bottom - top) * binWidth;
      for (let c = 0; c < keep; c++) {
        const sum = sums[j * keep + c] as number;
        result[(i * outWidth + j) * keep + c] = Math.floor((2 * sum + count) / (2 * count));
      }
    }
  }
  return result;
}

/** What addRow does for RGBA of which RGB is kept, which is every frame of the camera: three times as fast. */
function addRgbaRow(
  source: Uint8Array | Uint8ClampedArray,
  start: number,
  _channels: number,
  columns: Int32Array,
  sums: Int32Array,
): void {
  const bins = columns.length - 1;
  for (let j = 0, out = 0; j < bins; j++, out += 3) {
    const left = columns[j] as number;
    const last = start + 4 * Math.max(columns[j + 1] as number, left + 1);
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let pixel = start + 4 * left; pixel < last; pixel += 4) {
      red += source[pixel] as number;
      green += source[pixel + 1] as number;
      blue += source[pixel + 2] as number;
    }
    sums[out] = (sums[out] as number) + red;
    sums[out + 1] = (sums[out + 1] as number) + green;
    sums[out + 2] = (sums[out + 2] as number) + blue;
  }
}

/** Adds the row of `source` that starts at `start` to the sums of its bins. */
function addRow(
  source: Uint8Array | Uint8ClampedArray,
  start: number,
  channels: number,
  columns: Int32Array,
  sums: Int32Array,
  keep: number,
): void {
  const bins = columns.length - 1;
  for (let j = 0; j < bins; j++) {
    const left = columns[j] as number;
    const right = Math.max(columns[j + 1] as number, left + 1);
    for (let x = left; x < right; x++) {
      const pixel = start + x * channels;
      for (let c = 0; c < keep; c++) {
        sums[j * keep + c] = (sums[j * keep + c] as number) + (source[pixel + c] as number);
      }
    }
  }
}
