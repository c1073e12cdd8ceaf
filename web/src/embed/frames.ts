/** What is watched, as a row of frames: a video, a stream or a canvas. */

import { onNextFrame } from "../recognise/camera/next-frame";
import type { Picture, Size } from "../shared/messages";
import { Cells } from "./cells";
import { PROBLEMS } from "./words";

export type Source = HTMLVideoElement | HTMLCanvasElement | MediaStream;

/** Pixels of a frame's longer side, at most: more do not help to see a hand. */
const LONGEST = 1280;

export class Frames {
  private isOpen = true;
  private readonly cells = new Cells();

  private constructor(
    private readonly picture: HTMLVideoElement | HTMLCanvasElement,
    /** Whether the video was made here, for a stream. */
    private readonly isOwn: boolean,
  ) {}

  /** Throws a TypeError where that cannot be watched. */
  static of(source: Source): Frames {
    if (source instanceof HTMLVideoElement || source instanceof HTMLCanvasElement) return new Frames(source, false);
    if (!(source instanceof MediaStream)) throw new TypeError(PROBLEMS.noSource);
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, srcObject: source });
    void video.play().catch(() => undefined); // where it does not play, no frame comes, which is told
    return new Frames(video, true);
  }

  /** Of a frame, in its own pixels; 0 × 0 before there is one. */
  get size(): Size {
    const { picture } = this;
    if (picture instanceof HTMLCanvasElement) return { width: picture.width, height: picture.height };
    return { width: picture.videoWidth, height: picture.videoHeight };
  }

  /** Whether it is a camera's picture, or another stream, and not a film or a drawing. */
  get isLive(): boolean {
    return this.picture instanceof HTMLVideoElement && this.picture.srcObject instanceof MediaStream;
  }

  /** Why no frame can ever come; null: one may. */
  get trouble(): string | null {
    return this.picture instanceof HTMLVideoElement && this.picture.error ? PROBLEMS.unplayable : null;
  }

  /**
   * Calls back for every new frame while the page is seen; where that says so, only after so many milliseconds, for which
   * the browser need not draw.
   */
  play(onFrame: () => number): void {
    const again = (): void => {
      if (!this.isOpen) return;
      const rest = !document.hidden && this.isThere ? onFrame() : 0;
      if (rest > 0) setTimeout(again, rest);
      else this.next(again);
    };
    this.next(again);
  }

  /** The newest frame, at most LONGEST pixels long. Throws a SecurityError where the page may not read it. */
  take(): Promise<Picture> {
    const { width, height } = this.size;
    const scale = LONGEST / Math.max(width, height);
    if (scale < 1) {
      const [resizeWidth, resizeHeight] = [Math.round(scale * width), Math.round(scale * height)];
      return createImageBitmap(this.picture, { resizeWidth, resizeHeight, resizeQuality: "medium" });
    }
    if (this.picture instanceof HTMLCanvasElement || !("VideoFrame" in globalThis))
      return createImageBitmap(this.picture);
    return Promise.resolve(new VideoFrame(this.picture));
  }

  /** Brightness of the newest frame's cells. Throws a SecurityError where the page may not read it. */
  look(): Promise<Uint8Array> {
    return this.cells.of(this.picture);
  }

  close(): void {
    this.isOpen = false;
    if (this.isOwn) Object.assign(this.picture, { srcObject: null });
  }

  private get isThere(): boolean {
    const { picture } = this;
    const { width, height } = this.size;
    const isRead = picture instanceof HTMLCanvasElement || picture.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    return isRead && width > 0 && height > 0;
  }

  private next(callback: () => void): void {
    if (this.picture instanceof HTMLVideoElement) onNextFrame(this.picture, () => !this.isOpen, callback);
    else requestAnimationFrame(callback);
  }
}
