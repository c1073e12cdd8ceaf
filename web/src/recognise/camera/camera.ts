/** The camera: a running video, its frames, and pictures of them for the worker. */

import type { Picture, Size, Task, Way } from "../../shared/messages";
import type { Guide } from "../background/guide";
import { cameraErrorWords, NO_CAMERA_ACCESS } from "./camera-error";
import { openStream } from "./camera-stream";

type LightSetting = "exposureMode" | "whiteBalanceMode";
/** Part of the Image Capture specification, which TypeScript does not describe. */
type LightCapabilities = MediaTrackCapabilities & { readonly [setting in LightSetting]?: readonly string[] };

export interface CameraEvents {
  /** The camera that a person chose before, null for any. */
  chosenId(): string | null;
  /** Called for every new frame of the running camera. */
  onFrame(): void;
  /** Called when a camera runs, with its id. */
  onRunning(deviceId: string): void;
  /** Called when the camera goes away: unplugged, or taken by the system. */
  onLost(): void;
}

/** One camera shown in one video element. */
export class Camera {
  private track: MediaStreamTrack | null = null;
  private source: FrameSource | null = null;
  /** The camera that was running when it went away; it is started again when it comes back. */
  private lostId: string | null = null;
  private starting: Promise<void> | null = null;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly events: CameraEvents,
  ) {}

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

  /** Keeps exposure and white balance as they are, where the camera can: a changing picture is no background. */
  async lockLight(): Promise<void> {
    await this.setLight("manual");
  }

  async unlockLight(): Promise<void> {
    await this.setLight("continuous");
  }

  private async open(): Promise<void> {
    if (!navigator.mediaDevices?.getUserMedia) throw new Error(NO_CAMERA_ACCESS);
    let stream: MediaStream | null = null;
    try {
      stream = await openStream(navigator.mediaDevices, this.events.chosenId());
      this.stop();
      this.video.srcObject = stream;
      await this.video.play();
      this.run(stream);
    } catch (error) {
      // A camera that nobody looks at must not stay on.
      for (const track of stream?.getTracks() ?? []) track.stop();
      throw new Error(cameraErrorWords(error, navigator.userAgent), { cause: error });
    }
  }

  private run(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    if (track === undefined) throw new DOMException("the stream has no video", "NotFoundError");
    const { deviceId } = track.getSettings();
    this.track = track;
    track.addEventListener("ended", () => {
      if (this.track !== track) return;
      this.track = null;
      this.lostId = deviceId ?? null;
      this.events.onLost();
    });
    this.events.onRunning(deviceId ?? "");
    this.nextFrame(track);
  }

  private nextFrame(track: MediaStreamTrack): void {
    this.onNextFrame(() => {
      if (this.track !== track) return;
      this.nextFrame(track);
      // The camera stays open while the page is hidden, so that the background holds; nothing is looked at.
      if (!document.hidden) this.events.onFrame();
    });
  }

  /** Calls back once for the next new frame; browsers of before 2024 must be asked at every repaint. */
  private onNextFrame(callback: () => void): void {
    if ("requestVideoFrameCallback" in this.video) {
      this.video.requestVideoFrameCallback(callback);
      return;
    }
    const video: HTMLVideoElement = this.video;
    const shown = video.currentTime;
    const look = (): void => {
      requestAnimationFrame(() => (video.currentTime === shown && this.track !== null ? look() : callback()));
    };
    look();
  }

  private async setLight(mode: "manual" | "continuous"): Promise<void> {
    const track = this.track;
    if (track === null || typeof track.getCapabilities !== "function") return;
    const capabilities: LightCapabilities = track.getCapabilities();
    const settings = (["exposureMode", "whiteBalanceMode"] as const).filter((name) =>
      capabilities[name]?.includes(mode),
    );
    if (settings.length === 0) return;
    const constraints = Object.fromEntries(settings.map((name) => [name, mode])) as MediaTrackConstraintSet;
    try {
      await track.applyConstraints({ advanced: [constraints] });
    } catch {
      // A camera that lists a mode and then refuses it is used as it is: the background model corrects for gain.
    }
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
