/** The path of one hand: where it was of late, measured in its own palms, so that near and far hands are alike. */

/** A hand of one frame, as the `gesture` event tells of it. */
export interface HandPoints {
  /** The same number in the next frame: the same hand, followed. */
  readonly id: number;
  /** 21 × [x, y, z], in pixels of the camera's unmirrored frame. */
  readonly points: readonly (readonly [number, number, number])[];
}

/** Where a hand was at a moment, in palms: from the wrist to the middle knuckle, or as far across. */
export interface Place {
  /** Milliseconds. */
  readonly at: number;
  /** The middle of the palm. */
  readonly x: number;
  readonly y: number;
  /** The middle of the finger tips. */
  readonly tipX: number;
  readonly tipY: number;
  /** At least three fingers are stretched. */
  readonly isOpen: boolean;
  /** Pixels of a palm in this frame alone. */
  readonly palm: number;
}

type Point = readonly [number, number, number];

const WRIST = 0;
const KNUCKLES = [5, 9, 13, 17] as const;
const KEPT_MS = 3000;
/** A palm is as wide as this share of its length. */
const WIDTH = 0.8;
/** A finger is stretched whose tip is so much farther from the wrist than its middle joint. */
const STRETCHED = 1.2;
const ENOUGH_FINGERS = 3;
/** Share of the newest palm in the length that a hand is measured by: its own length, whichever way it turns, not noise. */
const NEWEST = 0.1;

export class HandPath {
  private pixels: Place[] = [];
  private palm = 0;
  /** When the hand was seen first, and last, in milliseconds. */
  since = Number.NaN;
  until = Number.NaN;

  /** Takes where the hand is at `at` milliseconds. */
  add(points: HandPoints["points"], at: number): void {
    const palm = palmOf(points);
    if (Number.isNaN(this.since)) this.since = at;
    this.palm = this.palm === 0 ? palm : this.palm + NEWEST * (palm - this.palm);
    const [x, y] = middle([WRIST, ...KNUCKLES].map((i) => points[i] as Point));
    const [tipX, tipY] = middle(KNUCKLES.map((i) => points[i + 3] as Point));
    const isOpen = KNUCKLES.filter((i) => isStretched(points, i)).length >= ENOUGH_FINGERS;
    this.until = at;
    this.pixels = this.pixels.filter((place) => at - place.at <= KEPT_MS && place.at < at);
    this.pixels.push({ at, x, y, tipX, tipY, isOpen, palm });
  }

  /** The newest last, all of them in the palms of now: one measure for all, else a better one would be a movement. */
  get all(): readonly Place[] {
    const unit = this.palm;
    return this.pixels.map(({ x, y, tipX, tipY, ...place }) => {
      return { ...place, x: x / unit, y: y / unit, tipX: tipX / unit, tipY: tipY / unit };
    });
  }
}

/** Pixels: turned to the side it is as wide, tilted it is as long, and the larger of both is what is near the truth. */
function palmOf(points: HandPoints["points"]): number {
  return Math.max(distance(points, WRIST, 9), distance(points, 5, 17) / WIDTH);
}

function isStretched(points: HandPoints["points"], knuckle: number): boolean {
  return distance(points, WRIST, knuckle + 3) > STRETCHED * distance(points, WRIST, knuckle + 1);
}

function distance(points: HandPoints["points"], from: number, to: number): number {
  const [a, b] = [points[from] as Point, points[to] as Point];
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function middle(points: readonly Point[]): [number, number] {
  const sum = (axis: 0 | 1): number => points.reduce((total, point) => total + point[axis], 0);
  return [sum(0) / points.length, sum(1) / points.length];
}
