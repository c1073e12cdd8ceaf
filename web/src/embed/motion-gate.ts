/** Tells whether anything moves in a picture, so that nothing need be computed while nothing does. */

/** The picture is looked at as so many cells: a finger of a small hand changes one. */
export const CELLS = { width: 40, height: 30 } as const;
/** Milliseconds between two looks: so much later a movement may be noticed. */
const LOOK_MS = 100;
/** Levels of 255 by which a cell's brightness changes where something moves, and not by noise. */
const CHANGED = 8;
/** Cells that must have changed: one may be a dead pixel or a lamp. */
const ENOUGH = 2;
/** So long after the last movement frames are still answered: hands are searched for and names settle. */
const SETTLE_MS = 1200;

export class MotionGate {
  private readonly before = new Uint8ClampedArray(CELLS.width * CELLS.height);
  private movedAt = Number.NEGATIVE_INFINITY;
  private lookedAt = Number.NEGATIVE_INFINITY;

  /**
   * Whether the frame that came `at` (milliseconds) is to be answered. `look` gives RGBA of the picture in CELLS, and is
   * called only now and then. What was last seen to move is compared with, so that slow movements add up.
   */
  opens(at: number, look: () => Uint8ClampedArray): boolean {
    if (at - this.lookedAt >= LOOK_MS) {
      this.lookedAt = at;
      if (this.hasMoved(look()) || this.movedAt === Number.NEGATIVE_INFINITY) this.movedAt = at;
    }
    return at - this.movedAt < SETTLE_MS;
  }

  /** What comes next is to be answered, whatever it is. */
  open(): void {
    this.movedAt = this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  private hasMoved(rgba: Uint8ClampedArray): boolean {
    let changed = 0;
    const now = this.before.map((was, i) => {
      const light = lightOf(rgba, 4 * i);
      if (Math.abs(light - was) > CHANGED) changed++;
      return light;
    });
    if (changed < ENOUGH) return false;
    this.before.set(now);
    return true;
  }
}

function lightOf(rgba: Uint8ClampedArray, at: number): number {
  return ((rgba[at] as number) + 2 * (rgba[at + 1] as number) + (rgba[at + 2] as number)) >> 2;
}
