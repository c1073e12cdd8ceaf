/** How bright a picture is, in cells: what is needed to see whether anything moves, at the least cost. */

/** A finger of a small hand changes one cell or more. */
export const CELLS = { width: 40, height: 30 } as const;
/** Pixels of a cell that are looked at, along each side: their mean is without noise. */
const SAMPLES = 4;
/** Formats with one byte for each pixel's brightness first, and with four bytes, of which the second is green. */
const BYTES: Readonly<Partial<Record<string, 1 | 4>>> = {
  I420: 1,
  I420A: 1,
  I422: 1,
  I444: 1,
  NV12: 1,
  RGBA: 4,
  RGBX: 4,
  BGRA: 4,
  BGRX: 4,
};

export class Cells {
  private bytes = new Uint8Array(0);
  private context: CanvasRenderingContext2D | null = null;
  private readonly levels = new Uint8Array(CELLS.width * CELLS.height);

  /**
   * Brightness of each cell, 0 … 255, which the next call overwrites. Throws a SecurityError where the page may not read
   * the picture.
   */
  async of(picture: HTMLVideoElement | HTMLCanvasElement): Promise<Uint8Array> {
    if (picture instanceof HTMLCanvasElement || !("VideoFrame" in globalThis)) return this.drawn(picture);
    const frame = new VideoFrame(picture);
    try {
      const size = BYTES[frame.format ?? ""];
      return size === undefined ? this.drawn(picture) : await this.copied(frame, size);
    } finally {
      frame.close();
    }
  }

  /** The camera's own bytes: making colours of them, as a canvas does, takes ten times as long. */
  private async copied(frame: VideoFrame, size: 1 | 4): Promise<Uint8Array> {
    const length = frame.allocationSize();
    if (this.bytes.length !== length) this.bytes = new Uint8Array(length);
    const [plane] = await frame.copyTo(this.bytes);
    const { width, height } = frame.visibleRect ?? { width: 0, height: 0 };
    const { offset, stride } = plane as PlaneLayout;
    const first = offset + (size === 4 ? 1 : 0);
    const place = (i: number, cells: number, pixels: number): number =>
      Math.floor(((i + 0.5) * pixels) / (cells * SAMPLES));
    const columns = Array.from({ length: CELLS.width * SAMPLES }, (_, i) => size * place(i, CELLS.width, width));
    for (let cell = 0; cell < this.levels.length; cell++) {
      const [row, column] = [SAMPLES * Math.floor(cell / CELLS.width), SAMPLES * (cell % CELLS.width)];
      let sum = 0;
      for (let y = 0; y < SAMPLES; y++) {
        const line = first + stride * place(row + y, CELLS.height, height);
        for (let x = 0; x < SAMPLES; x++) sum += this.bytes[line + (columns[column + x] as number)] as number;
      }
      this.levels[cell] = sum / SAMPLES ** 2;
    }
    return this.levels;
  }

  private drawn(picture: HTMLVideoElement | HTMLCanvasElement): Uint8Array {
    const { width, height } = CELLS;
    this.context ??= brush();
    this.context.drawImage(picture, 0, 0, width, height);
    const { data } = this.context.getImageData(0, 0, width, height);
    for (let i = 0; i < this.levels.length; i++) {
      this.levels[i] = ((data[4 * i] as number) + 2 * (data[4 * i + 1] as number) + (data[4 * i + 2] as number)) / 4;
    }
    return this.levels;
  }
}

function brush(): CanvasRenderingContext2D {
  const canvas = Object.assign(document.createElement("canvas"), CELLS);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true }) as CanvasRenderingContext2D;
  context.imageSmoothingQuality = "medium"; // a cell is the mean of its pixels
  return context;
}
