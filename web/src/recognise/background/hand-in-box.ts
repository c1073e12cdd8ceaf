/** Tells from a silhouette how much of the box the hand fills, and whether it is cut off. */

/** What can honestly be told of a hand from its silhouette alone. */
export interface Hand {
  /** Share of the box that it fills, 0 … 1. */
  readonly area: number;
  /** It reaches beyond the box where no arm comes from. */
  readonly cut: boolean;
}

/** The silhouette's rim may be missing a pixel or two, so an edge is reached when this band along it is. */
const BAND = 3;
/** Share of an edge that must be covered: less than the width of a finger at the distance that people keep. */
const TOUCHED = 0.05;
/** Edges in order around the box: those two apart are opposite. */
type Edge = 0 | 1 | 2 | 3;

/** Looks at a silhouette (height × width bytes). */
export function lookAt(mask: Uint8Array, width: number, height: number): Hand {
  let white = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) white++;
  return { area: white / mask.length, cut: isCut(contacts(mask, width, height)) };
}

/** For the upper, right, lower and left edge, the share of it that the hand covers. */
function contacts(mask: Uint8Array, width: number, height: number): readonly number[] {
  const covered = (length: number, isWhite: (along: number, depth: number) => boolean): number => {
    let count = 0;
    // The corners belong to two edges: an arm that comes from a corner touches each of them, which is no cut.
    for (let along = BAND; along < length - BAND; along++) {
      for (let depth = 0; depth < BAND; depth++) {
        if (!isWhite(along, depth)) continue;
        count++;
        break;
      }
    }
    return count / length;
  };
  const at = (x: number, y: number): boolean => mask[y * width + x] !== 0;
  return [
    covered(width, (x, depth) => at(x, depth)),
    covered(height, (y, depth) => at(width - 1 - depth, y)),
    covered(width, (x, depth) => at(x, height - 1 - depth)),
    covered(height, (y, depth) => at(depth, y)),
  ];
}

/**
 * An arm comes in by one edge, or by two that meet. What reaches the edge across from where most of it comes in, or
 * three edges, is cut off.
 */
function isCut(shares: readonly number[]): boolean {
  const touched = shares.map((share) => share >= TOUCHED);
  const arm = shares.indexOf(Math.max(...shares)) as Edge;
  return touched[(arm + 2) % 4] === true || touched.filter(Boolean).length > 2;
}
