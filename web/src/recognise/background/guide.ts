/** Geometry of the guide box, in fractions of the camera's unmirrored frame. */

import type { Rect, Size } from "../../shared/messages";

/** Centre as fractions of the frame's width and height, side as a fraction of its shorter edge. */
export interface Guide {
  readonly cx: number;
  readonly cy: number;
  readonly side: number;
}

export const DEFAULT_GUIDE: Guide = { cx: 0.3, cy: 0.45, side: 0.7 };
/** Smaller boxes hold fewer pixels than the silhouette needs. */
const SMALLEST_SIDE = 0.2;

/** The guide box that `?guide=cx,cy,side` asks for; the default where it asks for none or for nonsense. */
export function parseGuide(query: string | null): Guide {
  const parts = (query ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [cx, cy, side] = parts;
  if (parts.length !== 3 || cx === undefined || cy === undefined || side === undefined) return DEFAULT_GUIDE;
  if (![cx, cy, side].every((value) => value >= 0 && value <= 1)) return DEFAULT_GUIDE;
  return { cx, cy, side };
}

/** The box moved inside the frame, and made no smaller than is useful and no larger than the shorter edge. */
export function inside(guide: Guide, frame: Size): Guide {
  const shorter = Math.min(frame.width, frame.height);
  const side = clamp(guide.side, SMALLEST_SIDE, 1);
  const halfX = (side * shorter) / 2 / frame.width;
  const halfY = (side * shorter) / 2 / frame.height;
  return { cx: clamp(guide.cx, halfX, 1 - halfX), cy: clamp(guide.cy, halfY, 1 - halfY), side };
}

/**
 * The box in pixels of the frame, inside it.
 *
 * All four numbers are even, because cameras store colour for blocks of 2×2 pixels.
 */
export function toPixels(guide: Guide, frame: Size): Rect {
  const { cx, cy, side } = inside(guide, frame);
  const shorter = Math.min(frame.width, frame.height);
  const length = Math.min(even(side * shorter), shorter - (shorter % 2));
  const x = clamp(even(cx * frame.width - length / 2), 0, frame.width - length);
  const y = clamp(even(cy * frame.height - length / 2), 0, frame.height - length);
  return { x: x - (x % 2), y: y - (y % 2), width: length, height: length };
}

/** The box moved by fractions of the frame's width and height, kept inside. */
export function moved(guide: Guide, dx: number, dy: number, frame: Size): Guide {
  return inside({ ...guide, cx: guide.cx + dx, cy: guide.cy + dy }, frame);
}

/** The box with another side around the same centre, kept inside. */
export function resized(guide: Guide, side: number, frame: Size): Guide {
  return inside({ ...guide, side }, frame);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function even(value: number): number {
  return 2 * Math.round(value / 2);
}
