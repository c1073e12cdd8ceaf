/** Draws the hands of an answer on a canvas that lies over the picture. */

import type { HandDetail } from "../recognise/gesture-event";
import { drawBones } from "../recognise/view/bones";
import type { Size } from "../shared/messages";

/** The canvas' longer side: sharp on most screens, and quick to clear. */
const LONGEST = 960;
const BRUSH = { line: "#7bd8c7", joint: "#ffffff", edge: "rgb(11 16 14 / 60%)", width: 4 };

/** Draws them in place of those before; `width` and `height` are the picture's own pixels. */
export function drawHands(canvas: HTMLCanvasElement, hands: readonly HandDetail[], { width, height }: Size): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const scale = width === 0 ? 0 : LONGEST / Math.max(width, height);
  const [w, h] = [Math.round(scale * width), Math.round(scale * height)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  context.clearRect(0, 0, w, h);
  for (const { points } of hands) drawBones(context, Float32Array.from(points.flat()), scale, BRUSH);
}
