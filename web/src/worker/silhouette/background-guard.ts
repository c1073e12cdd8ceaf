/** Says what keeps a frame from being part of a background: it is black, or something moves in it. */

import { isBlack } from "../../shared/light";
import type { LearningTrouble } from "../../shared/messages";
import { LightMeter, lumaOf } from "../frame/light";

/** Cells along a side of the box. */
const CELLS = 16;
/** Pixels of a cell along a side that are looked at. */
const SAMPLES = 4;
/** Grey levels by which a cell may differ from those around its place before, and how many cells may differ by more. */
const MARGIN = 14;
const MOST_CHANGED = 5;

export class BackgroundGuard {
  private readonly meter = new LightMeter();
  /** Mean luma of each cell of the first frame. */
  private reference: Float64Array | null = null;

  /** What is wrong with a frame of the box (width × height × 4 bytes); null: nothing. After trouble it begins anew. */
  look(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): LearningTrouble | null {
    if (isBlack(this.meter.measure(rgba, width, height))) {
      this.reference = null;
      return "black";
    }
    const cells = cellsOf(rgba, width, height);
    const isCalm = this.reference === null || changedCells(cells, this.reference) <= MOST_CHANGED;
    if (this.reference === null || !isCalm) this.reference = cells;
    return isCalm ? null : "moving";
  }

  /** The next frame is the first. */
  reset(): void {
    this.reference = null;
  }
}

function cellsOf(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Float64Array {
  const cells = new Float64Array(CELLS * CELLS);
  const fine = CELLS * SAMPLES;
  for (let row = 0; row < fine; row++) {
    const y = Math.floor(((row + 0.5) * height) / fine);
    for (let column = 0; column < fine; column++) {
      const x = Math.floor(((column + 0.5) * width) / fine);
      const cell = Math.floor(row / SAMPLES) * CELLS + Math.floor(column / SAMPLES);
      cells[cell] = (cells[cell] as number) + lumaOf(rgba, 4 * (y * width + x)) / SAMPLES ** 2;
    }
  }
  return cells;
}

/**
 * How many cells show something else. A lamp that flickers changes rows as a whole, as does a camera's exposure; a hand
 * that holds the camera moves everything by less than a cell: none of that spoils a background.
 */
function changedCells(now: Float64Array, before: Float64Array): number {
  let changed = 0;
  for (let row = 0; row < CELLS; row++) {
    const gain = rowGain(now, before, row);
    for (let column = 0; column < CELLS; column++) {
      const value = (now[row * CELLS + column] as number) / gain;
      let [least, most] = [255, 0];
      for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, CELLS - 1); y++) {
        for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, CELLS - 1); x++) {
          const around = before[y * CELLS + x] as number;
          least = Math.min(least, around);
          most = Math.max(most, around);
        }
      }
      if (value < least - MARGIN || value > most + MARGIN) changed++;
    }
  }
  return changed;
}

/** By how much a row is brighter than before: the middle one of its cells. */
function rowGain(now: Float64Array, before: Float64Array, row: number): number {
  const ratios = Array.from({ length: CELLS }, (_, column) => {
    const i = row * CELLS + column;
    return Math.max(now[i] as number, 1) / Math.max(before[i] as number, 1);
  }).sort((a, b) => a - b);
  return ratios[CELLS / 2] as number;
}
