/** Notices that a camera gives no frames any more, which no event tells. */

/** `muted`: the system, or another program, keeps its frames back for now. */
export type Interruption = "frozen" | "muted";

export interface StreamEvents {
  /** No frame came for a second; null: frames come again. */
  onInterrupted(what: Interruption | null): void;
  /** No frame came for so long that the camera must be opened anew; nothing is watched from then on. */
  onDead(): void;
}

const STILL_MS = 1000;
/** A camera that is slow in the dark is none that stands still. */
const STILL_FRAMES = 3;
const DEAD_MS = 5000;
const LOOK_MS = 250;
/** A look that comes later than this says that the page was busy, and nothing of the camera. */
const LATE_MS = 750;

export class StreamWatch {
  private timer: ReturnType<typeof setInterval> | undefined;
  private told: Interruption | null = null;
  private frameAt = 0;
  private lookAt = 0;
  private intervalMs = 0;

  constructor(private readonly events: StreamEvents) {}

  /** Watches this track, and no other. What stood still before goes on with its first frame. */
  start(track: Pick<MediaStreamTrack, "muted">): void {
    this.stop();
    this.frameAt = this.lookAt = performance.now();
    this.timer = setInterval(() => this.look(track), LOOK_MS);
  }

  /** A frame came. */
  frame(): void {
    const at = performance.now();
    if (at - this.frameAt < STILL_MS) this.intervalMs = at - this.frameAt;
    this.frameAt = at;
    this.tell(null);
  }

  stop(): void {
    clearInterval(this.timer);
    this.intervalMs = 0;
  }

  private look(track: Pick<MediaStreamTrack, "muted">): void {
    const at = performance.now();
    // A hidden page gets no frames.
    if (document.hidden || at - this.lookAt > LATE_MS) this.frameAt = at;
    this.lookAt = at;
    const still = at - this.frameAt;
    if (still < Math.max(STILL_MS, STILL_FRAMES * this.intervalMs)) return;
    this.tell(track.muted ? "muted" : "frozen");
    if (track.muted || still < DEAD_MS) return;
    this.stop();
    this.events.onDead();
  }

  private tell(what: Interruption | null): void {
    if (what === this.told) return;
    this.told = what;
    this.events.onInterrupted(what);
  }
}
