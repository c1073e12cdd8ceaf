/** Draws the points of the first hand, turned upright as the network sees it. */

import type { HandSeen } from "../../shared/messages";
import { drawBones } from "./bones";

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
