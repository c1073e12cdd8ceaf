/** A video file as a source of frames; in background mode also its background. */

import type { FrameSource } from "../recognise/camera/camera";
import type { Picture, Size, Task, Way } from "../shared/messages";
import { OPENED } from "../ui/words/opened";
import { middles } from "./median";

/** Pixels of a frame's longer side: in background mode as many as a camera has. */
const LONGEST: Readonly<Record<Way, number>> = { hand: 1280, silhouette: 640 };
const SAMPLES = 21;
const WAIT_MS = 15_000;
const UNREADABLE = OPENED.noVideo;

type Take = FrameSource["takePicture"];

/** Opens a source in the page's video element and for a way. Throws an Error whose message says what to do. */
export async function openVideo(file: File, video: HTMLVideoElement, way: Way): Promise<FrameSource> {
  const probe = document.createElement("video");
  Object.assign(probe, { muted: true, playsInline: true, preload: "auto", src: URL.createObjectURL(file) });
  try {
    await happens(probe, "loadeddata");
    const size = sizeOf(probe, LONGEST[way]);
    if (size.width === 0) throw new Error(UNREADABLE);
    const take = way === "hand" ? fromFrames(video, size) : fromBackground(video, size, await learn(probe, size));
    return { way, size, guide: null, still: null, takePicture: take, ...played(URL.createObjectURL(file), video) };
  } finally {
    URL.revokeObjectURL(probe.src);
    probe.removeAttribute("src");
    probe.load();
  }
}

function played(url: string, video: HTMLVideoElement): Pick<FrameSource, "play" | "close"> {
  let isOpen = true;
  return {
    play: (onFrame) => {
      Object.assign(video, { srcObject: null, src: url, loop: true, muted: true });
      void video.play().catch(() => undefined); // a source that pauses while the page is hidden goes on by itself
      const next = (): void => {
        if (!isOpen) return;
        again(video, next);
        if (!document.hidden) onFrame();
      };
      again(video, next);
    },
    close: () => {
      isOpen = false;
      video.loop = false;
      URL.revokeObjectURL(url);
    },
  };
}

function fromFrames(video: HTMLVideoElement, size: Size): Take {
  return () => newest(video, () => createImageBitmap(drawn(video, size).canvas));
}

function fromBackground(video: HTMLVideoElement, size: Size, behind: readonly ImageData[]): Take {
  let turn = 0;
  return async (task: Task) => {
    if (task === "learn") return createImageBitmap(behind[turn++ % behind.length] as ImageData);
    return newest(video, () => createImageBitmap(pixelsOf(video, size)));
  };
}

async function newest(video: HTMLVideoElement, take: () => Promise<Picture>): Promise<Picture | null> {
  return video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA ? null : take();
}

function again(video: HTMLVideoElement, callback: () => void): void {
  if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(callback);
  else setTimeout(callback, 33);
}

/** Frames of what is there most of the time: the hand is somewhere else in most frames. */
async function learn(probe: HTMLVideoElement, size: Size): Promise<readonly ImageData[]> {
  const frames: Uint8ClampedArray[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    if (Number.isFinite(probe.duration)) await seek(probe, (probe.duration * (i + 0.5)) / SAMPLES);
    else await playOn(probe);
    frames.push(pixelsOf(probe, size).data);
  }
  return middles(frames).map((rgba) => new ImageData(rgba, size.width, size.height));
}

async function seek(probe: HTMLVideoElement, seconds: number): Promise<void> {
  const done = happens(probe, "seeked");
  probe.currentTime = seconds;
  await done;
}

/** A source that does not tell how long it is, as recorders in browsers make them, is played instead. */
async function playOn(probe: HTMLVideoElement): Promise<void> {
  if (probe.ended) return;
  await probe.play();
  await new Promise((resolve) => setTimeout(resolve, 200));
}

let brush: CanvasRenderingContext2D | null = null;

/** One way for frames to learn from and frames to name, so that both are scaled alike. */
function pixelsOf(video: HTMLVideoElement, size: Size): ImageData {
  return drawn(video, size).getImageData(0, 0, size.width, size.height);
}

function drawn(video: HTMLVideoElement, { width, height }: Size): CanvasRenderingContext2D {
  brush ??= document.createElement("canvas").getContext("2d", { alpha: false, willReadFrequently: true });
  if (brush === null) throw new Error("This browser cannot read videos. Use a recent browser.");
  if (brush.canvas.width !== width) brush.canvas.width = width;
  if (brush.canvas.height !== height) brush.canvas.height = height;
  brush.drawImage(video, 0, 0, width, height);
  return brush;
}

function sizeOf({ videoWidth, videoHeight }: HTMLVideoElement, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(videoWidth, videoHeight, 1));
  return { width: Math.round(videoWidth * scale), height: Math.round(videoHeight * scale) };
}

/** Waits for an event of the source, or says why it cannot come. */
function happens(probe: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(UNREADABLE)), WAIT_MS);
    const end = (done: () => void) => (): void => {
      clearTimeout(timer);
      done();
    };
    probe.addEventListener(event, end(resolve), { once: true });
    probe.addEventListener(
      "error",
      end(() => reject(new Error(UNREADABLE))),
      { once: true },
    );
  });
}
