/** Names what the paths of hands say: a swipe to one of four sides, or a wave. */

import { HandPath, type HandPoints, type Place } from "./path";
import { lastStroke, type Stroke, type Toward } from "./stroke";
import { isWave, wavingOf } from "./wave";

export const MOVEMENTS = ["swipe-left", "swipe-right", "swipe-up", "swipe-down", "wave"] as const;
export type Movement = (typeof MOVEMENTS)[number];

export interface Moved {
  readonly movement: Movement;
  /** The hand that did it. */
  readonly id: number;
}

/** A hand must have been seen for so long before it strokes: one that comes into the picture is not swiping. */
const SEEN_MS = 150;
/** It must stay there for so long after it: one that leaves, or goes back at once as in a wave, is not swiping either. */
const REST_MS = 130;
/** Palms: what stays as near is at rest. */
const STAYS = 0.5;
/** Milliseconds for which a hand that is not seen may be the one that is seen next. */
const LOST_MS = 250;
/** Milliseconds after one in which no other is named: the hand goes back to where it was. */
const AFTER_SWIPE_MS = 900;
const AFTER_WAVE_MS = 1500;

const IN_FRAME: Readonly<Record<Toward, Movement>> = {
  "+x": "swipe-right",
  "-x": "swipe-left",
  "+y": "swipe-down",
  "-y": "swipe-up",
};
const IN_MIRROR: Readonly<Record<Toward, Movement>> = { ...IN_FRAME, "+x": "swipe-left", "-x": "swipe-right" };

export class Swipes {
  private paths = new Map<number, HandPath>();
  private quietUntil = Number.NEGATIVE_INFINITY;

  /**
   * Takes the hands of a frame that came at `at` milliseconds. Sides are those of the picture as it is shown; null:
   * nobody swiped or waved.
   */
  take(hands: readonly HandPoints[], at: number, isMirrored: boolean): Moved | null {
    this.follow(hands, at);
    if (at < this.quietUntil) return null;
    for (const { id } of hands) {
      const path = this.paths.get(id);
      const movement = path === undefined ? null : this.movementOf(path, at, isMirrored);
      if (movement === null) continue;
      this.quietUntil = at + (movement === "wave" ? AFTER_WAVE_MS : AFTER_SWIPE_MS);
      return { movement, id };
    }
    return null;
  }

  /** What comes next has nothing to do with what came before. */
  forget(): void {
    this.paths.clear();
  }

  /** A hand that is fast is lost in its own blur for some frames, and found again under another number. */
  private follow(hands: readonly HandPoints[], at: number): void {
    const before = new Map([...this.paths].filter(([, path]) => at - path.until <= LOST_MS));
    const lost = [...before.keys()].filter((id) => hands.every((hand) => hand.id !== id));
    this.paths = before;
    for (const { id, points } of hands) {
      const [once] = before.has(id) ? [] : lost.splice(0);
      const path = before.get(once ?? id) ?? new HandPath();
      if (once !== undefined) before.delete(once);
      path.add(points, at);
      before.set(id, path);
    }
  }

  private movementOf(path: HandPath, at: number, isMirrored: boolean): Movement | null {
    const places = path.all.filter((place) => place.at > this.quietUntil);
    if (places.length < 3) return null;
    if (isWave(wavingOf(places), places)) return "wave";
    const stroke = lastStroke(places);
    if (stroke === null || stroke.from - path.since < SEEN_MS || !hasRested(stroke, places, at)) return null;
    return (isMirrored ? IN_MIRROR : IN_FRAME)[stroke.toward];
  }
}

/** Whether the hand has stayed where the stroke took it for just so long. */
function hasRested({ to }: Stroke, places: readonly Place[], at: number): boolean {
  if (at - to < REST_MS) return false;
  const since = places.filter((place) => place.at >= to);
  const [end] = since;
  return end !== undefined && since.every(({ x, y }) => Math.hypot(x - end.x, y - end.y) <= STAYS);
}
