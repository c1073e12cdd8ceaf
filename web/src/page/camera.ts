/** The camera: a tap in, a running video, its frames and pictures to send to the worker out. */

import type { Picture } from "../shared/messages";
import { cameraErrorWords, NO_CAMERA_ACCESS } from "./camera-error";
import type { Size } from "./guide";

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: "user" },
};

type LightSetting = "exposureMode" | "whiteBalanceMode";
/** Part of the Image Capture specification, which TypeScript does not describe. */
type LightCapabilities = MediaTrackCapabilities & { readonly [setting in LightSetting]?: readonly string[] };

export interface CameraEvents {
  /** Called for every new frame of the running camera. */
  onFrame(): void;
  /** Called when the camera goes away: unplugged, or taken by the system. */
  onLost(): void;
}

/** One camera shown in one video element. */
export class Camera {
  private track: MediaStreamTrack | null = null;
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

  /** The frame's size in pixels, 0×0 before the camera runs. */
  get size(): Size {
    return { width: this.video.videoWidth, height: this.video.videoHeight };
  }

  /** Starts the camera, once. Throws an Error whose message says what to do. */
  async start(): Promise<void> {
    if (this.track !== null) return;
    this.starting ??= this.open().finally(() => {
      this.starting = null;
    });
    await this.starting;
  }

  /** The newest frame, to be moved to the worker; null when there is none. */
  async takePicture(): Promise<Picture | null> {
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
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
      this.video.srcObject = stream;
      await this.video.play();
      this.run(stream);
    } catch (error) {
      // A camera that nobody looks at must not stay on.
      for (const track of stream?.getTracks() ?? []) track.stop();
      throw new Error(cameraErrorWords(error), { cause: error });
    }
  }

  private run(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    if (track === undefined) throw new DOMException("the stream has no video", "NotFoundError");
    this.track = track;
    track.addEventListener("ended", () => {
      this.track = null;
      this.events.onLost();
    });
    this.nextFrame();
  }

  private nextFrame(): void {
    this.onNextFrame(() => {
      if (this.track === null) return;
      this.nextFrame();
      this.events.onFrame();
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
