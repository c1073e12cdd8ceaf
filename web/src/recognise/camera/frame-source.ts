/** What stands in for the camera: a picture or a video file, as frames at the camera's size. */

import type { Picture, Size, Task, Way } from "../../shared/messages";
import type { Guide } from "../background/guide";

export interface FrameSource {
  /** The way that its frames are for. */
  readonly way: Way;
  /** Of its frames, in pixels. */
  readonly size: Size;
  /** The guide box that suits it; null where the person's own stays. */
  readonly guide: Guide | null;
  /** Calls back for every frame until it is closed. */
  play(onFrame: () => void): void;
  /** The newest frame; to learn from, a frame of what lies behind the hand. null when there is none. */
  takePicture(task: Task): Promise<Picture | null>;
  close(): void;
}
