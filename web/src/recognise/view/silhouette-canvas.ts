/** Draws a silhouette in black and white. */

const BLACK = 0xff000000;
const WHITE = 0xffffffff;

export class SilhouetteCanvas {
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData;

  /** Throws where the browser has no canvas. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("This browser cannot draw what the model sees. Use a recent browser.");
    this.context = context;
    this.image = context.createImageData(canvas.width, canvas.height);
  }

  /** Prepares for silhouettes of this size, in pixels. */
  resize(width: number, height: number): void {
    this.canvas.width = width;
    this.canvas.height = height;
    this.image = this.context.createImageData(width, height);
  }

  /** Shows a silhouette (height × width bytes). */
  show(mask: Uint8Array): void {
    const pixels = new Uint32Array(this.image.data.buffer);
    for (let i = 0; i < pixels.length; i++) pixels[i] = mask[i] === 0 ? BLACK : WHITE;
    this.context.putImageData(this.image, 0, 0);
  }

  clear(): void {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}
