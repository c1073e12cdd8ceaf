/** Fits what lies behind the hand of a square picture from the picture's rim. */

/** Columns and rows of the square at each side that the picture does not reach. */
export interface Margin {
  readonly left: number;
  readonly top: number;
}

/** Share of the side that the rim is wide. */
const RIM = 0.05;
const ROUNDS = 12;
/** Grey levels, of the three channels together, below which an error is no error but noise. */
const EXACT = 4;
/** A grey level is black below and white above these. */
const DARK = 48;
const LIGHT = 207;
/** Share of a silhouette's pixels that are black or white: the rest is the blur of its edge. */
const TWO_LEVELS = 0.96;

/** Terms of a plane with a bend, in coordinates from -1 to 1: light falls off smoothly over a plain wall. */
const TERMS = 6;
function terms(x: number, y: number): readonly number[] {
  return [1, x, y, x * x, x * y, y * y];
}

/**
 * What lies behind the hand (side × side × 4 bytes), fitted to the rim.
 *
 * An arm crosses the rim, so the sum of errors is made small, not that of their squares: each round weighs a pixel by
 * the inverse of its error in the round before.
 */
export function behindHand(rgba: Uint8ClampedArray, side: number, margin: Margin): Uint8ClampedArray<ArrayBuffer> {
  const rim = rimOf(side, margin);
  const unit = (at: number): number => (2 * at) / (side - 1) - 1;
  const rows = rim.map((i) => terms(unit(i % side), unit(Math.floor(i / side))));
  let weights = rim.map(() => 1);
  let fits: readonly (readonly number[])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    fits = [0, 1, 2].map((c) =>
      leastSquares(
        rows,
        rim.map((i) => rgba[4 * i + c] as number),
        weights,
      ),
    );
    weights = rim.map((i, n) => 1 / Math.max(errorOf(fits, rows[n] as readonly number[], rgba, i), EXACT));
  }
  const result = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < side * side; i++) {
    const at = terms(unit(i % side), unit(Math.floor(i / side)));
    for (let c = 0; c < 3; c++) result[4 * i + c] = dot(fits[c] as readonly number[], at);
    result[4 * i + 3] = 255;
  }
  return result;
}

/** The picture as white on black where it is a silhouette already; null where it is not. */
export function readAsSilhouette(
  rgba: Uint8ClampedArray,
  side: number,
  margin: Margin,
): Uint8ClampedArray<ArrayBuffer> | null {
  const inside = insideOf(side, margin);
  const levels = inside.map((i) => levelOf(rgba, i));
  const confident = levels.filter((level) => level !== null).length;
  if (confident < TWO_LEVELS * inside.length) return null;
  const rim = rimOf(side, margin);
  const turned = 2 * rim.filter((i) => levelOf(rgba, i) === 255).length > rim.length;
  const result = new Uint8ClampedArray(side * side * 4).map((_, i) => (i % 4 === 3 ? 255 : 0));
  for (const i of inside) {
    const level = (rgba[4 * i + 1] as number) > 127 !== turned ? 255 : 0;
    result.fill(level, 4 * i, 4 * i + 3);
  }
  return result;
}

/** 0 or 255 where the pixel is black or white; null where it is grey or coloured. */
function levelOf(rgba: Uint8ClampedArray, i: number): 0 | 255 | null {
  const rgb = [rgba[4 * i] as number, rgba[4 * i + 1] as number, rgba[4 * i + 2] as number];
  if (rgb.every((level) => level < DARK)) return 0;
  return rgb.every((level) => level > LIGHT) ? 255 : null;
}

function insideOf(side: number, { left, top }: Margin): readonly number[] {
  const found: number[] = [];
  for (let y = top; y < side - top; y++) for (let x = left; x < side - left; x++) found.push(y * side + x);
  return found;
}

/** Pixels of the rim of what the picture reaches, every other one in both directions. */
function rimOf(side: number, margin: Margin): readonly number[] {
  const { left, top } = margin;
  const band = Math.max(Math.round(RIM * (side - 2 * Math.max(left, top))), 2);
  return insideOf(side, margin).filter((i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    if ((x | y) & 1) return false;
    return Math.min(x - left, side - left - 1 - x) < band || Math.min(y - top, side - top - 1 - y) < band;
  });
}

function errorOf(
  fits: readonly (readonly number[])[],
  row: readonly number[],
  rgba: Uint8ClampedArray,
  i: number,
): number {
  return fits.reduce((sum, fit, c) => sum + Math.abs(dot(fit, row) - (rgba[4 * i + c] as number)), 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** The numbers that fit `rows` to `values` best; a little ridge keeps what the rim says nothing of at 0. */
function leastSquares(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  weights: readonly number[],
): readonly number[] {
  const matrix = Array.from({ length: TERMS }, () => new Float64Array(TERMS + 1));
  for (const [n, row] of rows.entries()) {
    for (let i = 0; i < TERMS; i++) {
      const weighted = (weights[n] as number) * (row[i] as number);
      const sums = matrix[i] as Float64Array;
      for (let j = 0; j < TERMS; j++) sums[j] = (sums[j] as number) + weighted * (row[j] as number);
      sums[TERMS] = (sums[TERMS] as number) + weighted * (values[n] as number);
    }
  }
  for (let i = 0; i < TERMS; i++) (matrix[i] as Float64Array)[i] = ((matrix[i] as Float64Array)[i] as number) + 1e-6;
  for (let pivot = 0; pivot < TERMS; pivot++) {
    const personal = matrix[pivot] as Float64Array;
    for (const [n, row] of matrix.entries()) {
      if (n === pivot) continue;
      const factor = (row[pivot] as number) / (personal[pivot] as number);
      for (let j = pivot; j <= TERMS; j++) row[j] = (row[j] as number) - factor * (personal[j] as number);
    }
  }
  return matrix.map((row, i): number => (row[TERMS] as number) / (row[i] as number));
}
