/** The film that the page shows before there is a camera: what each moment shows, and where the hand's points are. */

import { isLabel, type Label } from "../shared/gestures";
import type { Size } from "../shared/messages";
import sheet from "./film.webp";
import track from "./track.json";

/** How long a gesture is held, and each frame on the way to the next one, in milliseconds. */
const HELD_MS = 1200;
const FRAME_MS = 55;
/** Pixels. */
const RIM = 2;
/** Each row of the sheet is a gesture and the way to the next one. */
const ROW_MS = HELD_MS + (track.columns - 1) * FRAME_MS;

export interface Moment {
  /** What is held; null on the way. */
  readonly gesture: Label | null;
  /** 21 × (x, y, z) in the frame's pixels; z is 0. */
  readonly points: Float32Array;
  /** Milliseconds until the next frame. */
  readonly lasts: number;
  readonly frame: number;
}

export class Film {
  readonly size: Size = { width: track.width, height: track.height };

  private constructor(private readonly picture: HTMLImageElement) {}

  /** Fetches it. Throws a DOMException where it cannot be had or read. */
  static async open(): Promise<Film> {
    const picture = new Image();
    picture.src = sheet;
    await picture.decode();
    return new Film(picture);
  }

  /** What it shows `at` milliseconds after its start; it begins anew after its end. */
  at(at: number): Moment {
    return momentAt(at);
  }

  /** Draws a frame over all of a canvas. */
  draw(context: CanvasRenderingContext2D, frame: number): void {
    const { width, height } = this.size;
    const [row, column] = [Math.floor(frame / track.columns), frame % track.columns];
    const { canvas } = context;
    // Without its rim: the frames beside it shine through where it is scaled.
    const [left, top] = [column * width + RIM, row * height + RIM];
    const size = [width - 2 * RIM, height - 2 * RIM] as const;
    context.drawImage(this.picture, left, top, ...size, 0, 0, canvas.width, canvas.height);
  }
}

/** What the film shows `at` milliseconds after its start. */
export function momentAt(at: number): Moment {
  const rows = track.frames.length / track.columns;
  const row = Math.floor(at / ROW_MS) % rows;
  const within = at % ROW_MS;
  const column = within < HELD_MS ? 0 : 1 + Math.floor((within - HELD_MS) / FRAME_MS);
  const frame = row * track.columns + column;
  const lasts = within < HELD_MS ? HELD_MS - within : FRAME_MS - ((within - HELD_MS) % FRAME_MS);
  const { gesture, points: flat } = track.frames[frame] as (typeof track.frames)[number];
  const points = new Float32Array((3 * flat.length) / 2);
  flat.forEach((value, i) => {
    points[3 * (i >> 1) + (i & 1)] = value;
  });
  return { gesture: gesture !== null && isLabel(gesture) ? gesture : null, points, lasts, frame };
}
