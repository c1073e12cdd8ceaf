/** Tells whether anything moves in a picture, so that nothing need be computed while nothing does. */

import { CELLS } from "./cells";

/** Milliseconds between two looks: so much later a movement may be noticed. */
const LOOK_MS = 100;
/** Levels of 255 by which a cell's brightness changes where something moves, and not by noise. */
const CHANGED = 8;
/** Cells that must have changed: one may be a dead pixel or a lamp. */
const ENOUGH = 2;
/** So long after the last movement frames are still answered: hands are searched for and names settle. */
const SETTLE_MS = 1200;

export class MotionGate {
  private readonly before = new Uint8Array(CELLS.width * CELLS.height);
  private movedAt: number | null = null;
  private lookedAt = Number.NEGATIVE_INFINITY;

  /** Whether the picture is to be looked at again `at` (milliseconds), and shown to `see`. */
  isDue(at: number): boolean {
    return at - this.lookedAt >= LOOK_MS;
  }

  /**
   * Takes the brightness of a picture's cells. It is compared with what was there when something moved last, so that slow
   * movements add up.
   */
  see(levels: Uint8Array, at: number): void {
    this.lookedAt = at;
    if (this.movedAt !== null && !this.hasMoved(levels)) return;
    this.before.set(levels);
    this.movedAt = at;
  }

  /** Whether a frame that comes `at` is to be answered. */
  isOpen(at: number): boolean {
    return this.movedAt === null || at - this.movedAt < SETTLE_MS;
  }

  private hasMoved(levels: Uint8Array): boolean {
    let changed = 0;
    for (let i = 0; i < levels.length; i++) {
      if (Math.abs((levels[i] as number) - (this.before[i] as number)) > CHANGED) changed++;
    }
    return changed >= ENOUGH;
  }
}
