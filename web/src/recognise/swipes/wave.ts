/** Whether a hand waves: an open hand whose finger tips go to and fro sideways, again and again. */

import type { Place } from "./path";

/** Palms that the tips go at least to each side; what is less is a hand that is not quite still. */
const SWING = 0.6;
/** Swings one after another, and milliseconds that one takes. */
const SWINGS = 4;
const QUICKEST_MS = 80;
const SLOWEST_MS = 600;
const LEAST_OPEN = 0.8;

export interface Waving {
  /** Swings, one after another until now. */
  readonly swings: number;
  /** When the first of them began, in milliseconds. */
  readonly since: number;
}

/** The swings at the end of a path. */
export function wavingOf(path: readonly Place[]): Waving {
  const turns = turnsOf(path);
  let first = turns.length - 1;
  while (first > 0 && isSwing(turns[first - 1] as Place, turns[first] as Place)) first--;
  const swings = Math.max(turns.length - 1 - first, 0);
  return { swings, since: turns[first]?.at ?? Number.NaN };
}

/** Whether they are enough of a wave, and the hand is one that waves. */
export function isWave({ swings, since }: Waving, path: readonly Place[]): boolean {
  if (swings < SWINGS) return false;
  const during = path.filter(({ at }) => at >= since);
  const open = during.filter(({ isOpen }) => isOpen).length;
  const up = during.filter(({ tipY, y }) => tipY < y).length;
  const extent = (of: (place: Place) => number): number => Math.max(...during.map(of)) - Math.min(...during.map(of));
  const isSideways = extent(({ tipX }) => tipX) > extent(({ tipY }) => tipY);
  return open >= LEAST_OPEN * during.length && up >= LEAST_OPEN * during.length && isSideways;
}

function isSwing(from: Place, to: Place): boolean {
  const took = to.at - from.at;
  return took >= QUICKEST_MS && took <= SLOWEST_MS;
}

/** Where the tips turned back: extremes of x that are at least a swing apart, the newest place last where it is one. */
function turnsOf(path: readonly Place[]): Place[] {
  const turns: Place[] = [];
  let [low, high] = [path[0], path[0]];
  let going = 0;
  for (const place of path) {
    if (low === undefined || high === undefined) break;
    if (place.tipX < low.tipX) low = place;
    if (place.tipX > high.tipX) high = place;
    if (going <= 0 && place.tipX - low.tipX >= SWING) {
      turns.push(low);
      [going, high] = [1, place];
    } else if (going >= 0 && high.tipX - place.tipX >= SWING) {
      turns.push(high);
      [going, low] = [-1, place];
    }
    if (going > 0 && place === high) low = place;
    if (going < 0 && place === low) high = place;
  }
  return turns;
}
