/** The processed picture: a silhouette of 0 and 255 in, a black and white canvas out. */

export class ProcessedPicture {
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData;

  /** Throws where the browser has no canvas. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("This browser cannot draw the processed picture. Use a recent browser.");
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
    const { data } = this.image;
    for (let i = 0; i < mask.length; i++) data.fill(mask[i] as number, 4 * i, 4 * i + 3);
    for (let i = 3; i < data.length; i += 4) data[i] = 255;
    this.context.putImageData(this.image, 0, 0);
  }

  clear(): void {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}
