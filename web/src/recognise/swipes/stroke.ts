/** Finds strokes in a hand's path: fast, straight, to one side, from rest to rest, with the hand open. */

import type { Place } from "./path";

/** In the frame, unmirrored: x grows to its right, y down. */
export type Toward = "+x" | "-x" | "+y" | "-y";

export interface Stroke {
  readonly toward: Toward;
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Palms a second, at its fastest. */
  readonly peak: number;
}

/** Palms a second: a hand that goes faster strokes; one that goes slower, or by this share of its peak, has stopped. */
const FAST = 3;
const SLOW = 1;
const STOPPED = 0.1;
/** What a stroke is: palms, milliseconds, palms a second, and shares of its length. */
const SHORTEST = 1.5;
const QUICKEST_MS = 60;
const SLOWEST_MS = 700;
const FASTEST_AT_LEAST = 6;
const MOST_BESIDE = 0.45;
/** The hand is open before and after it: fingers that fly past are a blur. */
const LEAST_OPEN = 0.7;
const AROUND_MS = 250;
/** From one frame to the next; what is somewhere else all at once is another hand, or another picture. */
const MOST_AT_ONCE = 0.85;
/** A hand that comes near or goes away is not swiping. */
const MOST_RESIZED = 1.35;
/** It begins from rest: milliseconds in which nothing was fast before it, and in which nothing was fast the other way. */
const FROM_REST_MS = 120;
const NO_RETURN_MS = 600;
/** Speeds are taken over at least so many milliseconds: points tremble. */
const SPAN_MS = 45;

/** The stroke that ends with the hand at rest at the path's end or some frames before; null where there is none. */
export function lastStroke(path: readonly Place[]): Stroke | null {
  const speeds = path.map((_, i) => speedAt(path, i));
  let end = speeds.length - 1;
  while (end > 0 && !isFast(speeds[end])) end--;
  if (end <= 0) return null;
  const axis = Math.abs((speeds[end] as Speed).x) >= Math.abs((speeds[end] as Speed).y) ? "x" : "y";
  const sign = Math.sign((speeds[end] as Speed)[axis]);
  const along = (i: number): number => sign * (speeds[i] as Speed)[axis];
  let begin = end;
  let peak = along(end);
  while (begin > 1 && along(begin - 1) > stopped(peak)) peak = Math.max(peak, along(--begin));
  while (end + 1 < path.length && along(end + 1) > stopped(peak)) end++;
  const began = (path[begin] as Place).at;
  const isFromRest = path.every(({ at }, i) => {
    if (i >= begin || began - at > NO_RETURN_MS) return true;
    return began - at > FROM_REST_MS ? along(i) > -FAST : !isFast(speeds[i]);
  });
  const strokes = path.slice(Math.max(begin - 1, 0), end + 1);
  if (!isFromRest || !isStroke(strokes, axis, sign, peak)) return null;
  const [first, last] = [strokes[0] as Place, strokes.at(-1) as Place];
  const around = path.filter(({ at }) => (at <= first.at && first.at - at <= AROUND_MS) || at >= last.at);
  if (around.filter(({ isOpen }) => isOpen).length < LEAST_OPEN * around.length) return null;
  return { toward: `${sign > 0 ? "+" : "-"}${axis}`, from: first.at, to: last.at, peak };
}

function isStroke(places: readonly Place[], axis: "x" | "y", sign: number, peak: number): boolean {
  const [first, last] = [places[0] as Place, places.at(-1) as Place];
  const other = axis === "x" ? "y" : "x";
  const length = sign * (last[axis] - first[axis]);
  const beside = Math.max(...places.map((place) => Math.abs(place[other] - first[other])));
  const duration = last.at - first.at;
  return (
    length >= SHORTEST &&
    beside <= MOST_BESIDE * length &&
    duration >= QUICKEST_MS &&
    duration <= SLOWEST_MS &&
    peak >= FASTEST_AT_LEAST &&
    places.every(
      (place, i) => i === 0 || sign * (place[axis] - (places[i - 1] as Place)[axis]) <= MOST_AT_ONCE * length,
    ) &&
    Math.max(first.palm, last.palm) <= MOST_RESIZED * Math.min(first.palm, last.palm) &&
    places.length >= 3
  );
}

function stopped(peak: number): number {
  return Math.max(STOPPED * peak, SLOW);
}

interface Speed {
  readonly x: number;
  readonly y: number;
}

function isFast(speed: Speed | undefined): boolean {
  return speed !== undefined && Math.max(Math.abs(speed.x), Math.abs(speed.y)) >= FAST;
}

/** Palms a second at place i, since the last place that is far enough back in time. */
function speedAt(path: readonly Place[], i: number): Speed {
  const now = path[i] as Place;
  let j = i - 1;
  while (j > 0 && now.at - (path[j] as Place).at < SPAN_MS) j--;
  const before = path[j];
  if (before === undefined) return { x: 0, y: 0 };
  const seconds = (now.at - before.at) / 1000;
  return { x: (now.x - before.x) / seconds, y: (now.y - before.y) / seconds };
}
