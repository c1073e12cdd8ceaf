/** Draws the bones of a hand: over the video, or turned upright as the network sees it. */

import { boxAround } from "../../shared/box";
import type { HandSeen } from "../../shared/messages";

/** From which point to which each bone goes: wrist 0, thumb 1 to 4, then four points for each finger. */
const BONES: readonly (readonly [number, number])[] = [
  ...chain(0, 1, 2, 3, 4),
  ...chain(0, 5, 6, 7, 8),
  ...chain(9, 10, 11, 12),
  ...chain(13, 14, 15, 16),
  ...chain(0, 17, 18, 19, 20),
  ...chain(5, 9, 13, 17),
];

export interface Brush {
  readonly line: string;
  readonly joint: string;
  /** Around lines and joints, so that they are seen before anything. */
  readonly edge: string;
  /** Width of a line, in the canvas' pixels. */
  readonly width: number;
}

/** Draws a hand whose `points` are 21 × (x, y, z), multiplied by `scale` to be the canvas' pixels. */
export function drawBones(context: CanvasRenderingContext2D, points: Float32Array, scale: number, brush: Brush): void {
  const at = (i: number): [number, number] => [
    scale * (points[3 * i] as number),
    scale * (points[3 * i + 1] as number),
  ];
  Object.assign(context, { lineCap: "round", lineJoin: "round" });
  context.beginPath();
  for (const [from, to] of BONES) {
    context.moveTo(...at(from));
    context.lineTo(...at(to));
  }
  stroke(context, brush.edge, brush.width * 2);
  stroke(context, brush.line, brush.width);
  context.beginPath();
  for (let i = 0; 3 * i < points.length; i++) {
    const [x, y] = at(i);
    context.moveTo(x + brush.width, y);
    context.arc(x, y, brush.width, 0, 2 * Math.PI);
  }
  context.fillStyle = brush.joint;
  context.fill();
}

/** Room around the points of a boxed hand, as a share of the longer side. */
const AROUND = 0.08;

/** Draws a box around a hand, as `drawBones` does its bones. */
export function drawBox(context: CanvasRenderingContext2D, points: Float32Array, scale: number, brush: Brush): void {
  const { x, y, width, height } = boxAround(points);
  const room = AROUND * Math.max(width, height);
  context.beginPath();
  context.rect(scale * (x - room), scale * (y - room), scale * (width + 2 * room), scale * (height + 2 * room));
  stroke(context, brush.edge, brush.width * 2);
  stroke(context, brush.line, brush.width);
}

function stroke(context: CanvasRenderingContext2D, style: string, width: number): void {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.stroke();
}

function chain(...points: readonly number[]): (readonly [number, number])[] {
  return points.slice(1).map((to, i) => [points[i] as number, to]);
}

/** Pixels of the drawing's side. */
const SIDE = 256;
const BRUSH = { line: "#7bd8c7", joint: "#ffffff", edge: "#000000", width: 4 };

export class UprightHand {
  private readonly context: CanvasRenderingContext2D;

  /** Throws where the browser has no canvas. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("This browser cannot draw the hand. Use a recent browser.");
    this.context = context;
  }

  /** Prepares the canvas, which it may share. */
  start(): void {
    this.canvas.width = this.canvas.height = SIDE;
  }

  /** Draws a hand in place of the one before; null: none is seen. */
  show(hand: HandSeen | null): void {
    this.context.clearRect(0, 0, SIDE, SIDE);
    if (hand !== null) drawBones(this.context, hand.squarePoints, SIDE, BRUSH);
  }
}
