/** The camera: a running video, its frames, and pictures of them for the worker. */

import type { Picture, Size, Task, Way } from "../../shared/messages";
import type { Guide } from "../background/guide";
import { cameraErrorWords, NO_CAMERA_ACCESS } from "./camera-error";
import { setLight } from "./camera-light";
import { openStream } from "./camera-stream";
import { facesAway } from "./facing";
import { onNextFrame } from "./next-frame";
import { type Interruption, StreamWatch } from "./stream-watch";

/** Milliseconds between two tries to have a camera back that another program has taken. */
const RETURN_MS = 3000;

export interface CameraEvents {
  /** The camera that a person chose before, null for any. */
  chosenId(): string | null;
  /** Called for every new frame of the running camera. */
  onFrame(): void;
  /** Called when a camera runs, with its id. */
  onRunning(deviceId: string): void;
  /** Called with what is shown from now on: a camera that faces the person, or anything else. */
  onPicture(facesPerson: boolean): void;
  /** Called when the running camera gives no frames, and with null when it gives some again. */
  onInterrupted(what: Interruption | null): void;
  /** Called when the camera goes away: unplugged, or taken by the system. */
  onLost(): void;
  /** Called when a camera that went away or was in use may be there again. */
  onReturned(): void;
}

/** One camera shown in one video element. */
export class Camera {
  private track: MediaStreamTrack | null = null;
  private source: FrameSource | null = null;
  /** The camera that was running when it went away; it is started again when it comes back. */
  private lostId: string | null = null;
  private starting: Promise<void> | null = null;
  private returning: ReturnType<typeof setInterval> | undefined;
  private readonly watch: StreamWatch;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly events: CameraEvents,
  ) {
    this.watch = new StreamWatch({
      onInterrupted: (what) => events.onInterrupted(what),
      onDead: () => void this.reopen(),
    });
  }

  /** Whether the camera may be started without asking. */
  static async isAllowed(): Promise<boolean> {
    try {
      return (await navigator.permissions.query({ name: "camera" as PermissionName })).state === "granted";
    } catch {
      return false; // older browsers do not know this question
    }
  }

  /** Calls back whenever the person allows the camera in the browser's own settings. */
  static async whenAllowed(callback: () => void): Promise<void> {
    try {
      const status = await navigator.permissions.query({ name: "camera" as PermissionName });
      status.addEventListener("change", () => (status.state === "granted" ? callback() : undefined));
    } catch {
      // older browsers do not know this question: the person starts the camera by the button
    }
  }

  /** Whether a file is shown instead of the camera. */
  get showsFile(): boolean {
    return this.source !== null;
  }

  /** The frame's size in pixels, 0×0 before the camera runs. */
  get size(): Size {
    if (this.source !== null) return this.source.size;
    return { width: this.video.videoWidth, height: this.video.videoHeight };
  }

  /** Starts the chosen camera, or any, once. Throws an Error whose message says what to do. */
  async start(): Promise<void> {
    if (this.track !== null) return;
    this.starting ??= this.open().finally(() => {
      this.starting = null;
    });
    await this.starting;
  }

  /** Stops the camera or the file, so that another one can be started. */
  stop(): void {
    clearInterval(this.returning);
    this.watch.stop();
    this.track?.stop();
    this.track = null;
    this.lostId = null;
    this.source?.close();
    this.source = null;
    this.video.srcObject = null;
    if (this.video.hasAttribute("src")) this.video.removeAttribute("src");
  }

  /** Shows a file's frames instead of the camera's. */
  show(source: FrameSource): void {
    this.stop();
    this.source = source;
    this.events.onPicture(false);
    source.play(() => this.events.onFrame());
  }

  /** The number of the picture that is shown in the camera's place, if one is; null where frames follow one another. */
  get still(): number | null {
    return this.source?.still ?? null;
  }

  /** Whether the camera that went away is among these ids: it came back. */
  cameBack(ids: readonly string[]): boolean {
    return this.track === null && this.source === null && this.lostId !== null && ids.includes(this.lostId);
  }

  /** The newest frame for the task, to be moved to the worker; null when there is none. */
  async takePicture(task: Task): Promise<Picture | null> {
    if (this.source !== null) return this.source.takePicture(task);
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    return "VideoFrame" in window ? new VideoFrame(this.video) : createImageBitmap(this.video);
  }

  /** Keeps exposure, white balance and focus as they are, where the camera can. */
  async lockLight(): Promise<void> {
    if (this.track !== null) await setLight(this.track, "manual");
  }

  async unlockLight(): Promise<void> {
    if (this.track !== null) await setLight(this.track, "continuous");
  }

  private async open(): Promise<void> {
    if (!navigator.mediaDevices?.getUserMedia) throw new Error(NO_CAMERA_ACCESS);
    let stream: MediaStream | null = null;
    try {
      stream = await openStream(navigator.mediaDevices, this.events.chosenId() ?? this.lostId);
      this.stop();
      this.video.srcObject = stream;
      await this.video.play();
      this.run(stream);
    } catch (error) {
      // A camera that nobody looks at must not stay on.
      for (const track of stream?.getTracks() ?? []) track.stop();
      if (isInUse(error)) this.waitForReturn();
      throw new Error(cameraErrorWords(error, navigator.userAgent), { cause: error });
    }
  }

  private run(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    if (track === undefined) throw new DOMException("the stream has no video", "NotFoundError");
    const { deviceId } = track.getSettings();
    this.track = track;
    track.addEventListener("ended", () => {
      if (this.track === track) this.lose(deviceId ?? null);
    });
    this.watch.start(track);
    this.events.onPicture(!facesAway(track));
    this.events.onRunning(deviceId ?? "");
    this.nextFrame(track);
  }

  /** A stream that stands still is replaced; one of a shared camera would stand still, too, before it is stopped. */
  private async reopen(): Promise<void> {
    const track = this.track;
    if (track === null) return;
    const id = track.getSettings().deviceId ?? null;
    const mayAsk = await Camera.isAllowed(); // nobody expects a question now
    if (this.track !== track) return;
    this.stop();
    this.lostId = id;
    try {
      if (!mayAsk) throw new DOMException("asking would be needed", "NotAllowedError");
      await this.start();
    } catch {
      this.lose(id);
    }
  }

  private lose(id: string | null): void {
    this.stop();
    this.lostId = id;
    this.events.onLost();
    this.waitForReturn();
  }

  /** Another program that has the camera gives it back without a word. One that is not plugged in is not asked for. */
  private waitForReturn(): void {
    clearInterval(this.returning);
    const look = async (): Promise<void> => {
      if (document.hidden || !(await Camera.isAllowed()) || !(await isThere(this.lostId))) return;
      if (this.track === null && this.source === null && this.starting === null) this.events.onReturned();
    };
    this.returning = setInterval(() => void look(), RETURN_MS);
  }

  private nextFrame(track: MediaStreamTrack): void {
    const isOver = (): boolean => this.track === null;
    onNextFrame(this.video, isOver, () => {
      if (this.track !== track) return;
      this.nextFrame(track);
      this.watch.frame();
      // The camera stays open while the page is hidden, so that the background holds; nothing is looked at.
      if (!document.hidden) this.events.onFrame();
    });
  }
}

/** Whether another program has the camera. */
function isInUse(error: unknown): boolean {
  const name = error instanceof DOMException ? error.name : "";
  return name === "NotReadableError" || name === "AbortError";
}

/** Whether the camera with this id, or any where it is null, is plugged in. */
async function isThere(id: string | null): Promise<boolean> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.some(({ kind, deviceId }) => kind === "videoinput" && (id === null || deviceId === id));
  } catch {
    return false;
  }
}

export interface FrameSource {
  /** The way that its frames are for. */
  readonly way: Way;
  /** Of its frames, in pixels. */
  readonly size: Size;
  /** The guide box that suits it; null where the person's own stays. */
  readonly guide: Guide | null;
  /** A number of its own where all its frames are one picture; null where they are a row of them. */
  readonly still: number | null;
  /** Calls back for every frame until it is closed. */
  play(onFrame: () => void): void;
  /** The newest frame; to learn from, a frame of what lies behind the hand. null when there is none. */
  takePicture(task: Task): Promise<Picture | null>;
  close(): void;
}
