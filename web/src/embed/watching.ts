/** One picture that is watched: its answers as events, and one after another. */

import { busyMs } from "../recognise/answers";
import { FrameThrottle } from "../recognise/frame-throttle";
import { detailOf, type GestureDetail } from "../recognise/gesture-event";
import { HandNames } from "../recognise/naming/hand-names";
import { type Moved, Swipes } from "../recognise/swipes/swipes";
import { wordsOf } from "../shared/errors";
import { probability } from "../shared/gestures";
import type { HandsAnswer, Named } from "../shared/messages";
import type { Engine } from "./engine";
import { Frames, type Source } from "./frames";
import { MotionGate } from "./motion-gate";
import { Newest } from "./newest";
import type { Options } from "./options";
import { PROBLEMS } from "./words";

/** The sure, steady name is another one: `none` where the one before has gone. */
export interface ChangeDetail {
  readonly gesture: Named;
  readonly before: Named;
}

/** What is wrong; `isOver`: nothing is watched from now on. */
export interface ProblemDetail {
  readonly message: string;
  readonly isOver: boolean;
}

export interface WatchingEvents {
  readonly gesture: CustomEvent<GestureDetail>;
  readonly gesturechange: CustomEvent<ChangeDetail>;
  readonly swipe: CustomEvent<Moved>;
  readonly problem: CustomEvent<ProblemDetail>;
}

/** @internal An answer, the hand that leads first, as far as samples tell of it. */
export interface Considered {
  readonly answer: HandsAnswer;
  readonly totalMs: number;
  /** The steady name is another one than after the answer before. */
  readonly changed: boolean;
  /** Whether a camera shows it, or another stream; not a film. */
  readonly isLive: boolean;
}

/** @internal Who takes answers as samples, until nothing is watched any more. */
export interface Taker {
  consider(considered: Considered): void;
  end(): void;
}

const SILENT_MS = 10_000;
/** While nothing moves, the picture is looked at, and the answer told again, so often. */
const REST_MS = 100;

/**
 * Dispatches `gesture` for each answer, `gesturechange`, `swipe` and `problem`: on itself, and on the element that is
 * watched, from which they bubble. While nothing moves, nothing is computed: the newest answer is told again ten times a second.
 */
export class Watching extends EventTarget implements AsyncIterable<GestureDetail> {
  private readonly frames: Frames;
  private readonly gate = new MotionGate();
  private readonly throttle = new FrameThrottle(() => undefined);
  private readonly swipes = new Swipes();
  private readonly newest = new Newest<GestureDetail>();
  private engine: Engine | null = null;
  private names: HandNames | null = null;
  private sure: Named = "none";
  private takenAt = Number.NEGATIVE_INFINITY;
  private toldAt = Number.NEGATIVE_INFINITY;
  private answer: HandsAnswer | null = null;
  private taker: Taker | null = null;
  private steady: Named = "none";
  private silence: ReturnType<typeof setTimeout> | undefined;

  /** @internal `onStop` gets the engine back, if there was one. Throws a TypeError where that cannot be watched. */
  constructor(
    private readonly source: Source,
    private readonly options: Options,
    private readonly onStop: (engine: Engine | null) => void,
  ) {
    super();
    this.frames = Frames.of(source);
  }

  /** @internal Starts with an engine, which it owns until it stops; `taker` is shown each answer. */
  start(engine: Engine, taker: Taker | null = null): void {
    if (this.newest.isOver) {
      this.onStop(engine);
      return;
    }
    const { threshold } = this.options;
    const { manifest } = engine;
    const thresholds = { gesture: probability(threshold ?? manifest.thresholds.gesture) };
    this.names = new HandNames({ ...manifest, thresholds });
    this.engine = engine;
    this.taker = taker;
    engine.reset();
    engine.listener = {
      onAnswer: (answer, totalMs) => this.take(answer, totalMs),
      onFailed: (message) => this.fail(message),
    };
    this.silence = setTimeout(() => this.tell(this.frames.trouble ?? PROBLEMS.silent, false), SILENT_MS);
    this.frames.play(() => {
      const at = performance.now();
      void this.offer(at);
      return this.isGated && !this.gate.isOpen(at) ? REST_MS : 0;
    });
  }

  /** Watches no longer: whoever waits for answers gets none. */
  stop(): void {
    this.end(null);
  }

  /** @internal Ends with a problem, which whoever waits for answers is told, too. */
  fail(message: string): void {
    if (this.newest.isOver) return;
    this.tell(message, true);
    this.end(new Error(message));
  }

  /** Answers from now on; of several between two looks the newest. Throws where watching ends by a problem. */
  [Symbol.asyncIterator](): AsyncIterator<GestureDetail> {
    return this.newest.iterator();
  }

  /** Listens to one of its events. */
  on<K extends keyof WatchingEvents>(kind: K, listener: (event: WatchingEvents[K]) => void): this {
    this.addEventListener(kind, listener as (event: Event) => void);
    return this;
  }

  private end(error: Error | null): void {
    if (this.newest.isOver) return;
    clearTimeout(this.silence);
    this.frames.close();
    this.newest.end(error);
    if (this.engine !== null) this.engine.listener = null;
    this.taker?.end();
    this.onStop(this.engine);
    this.engine = this.taker = null;
  }

  private get isGated(): boolean {
    return this.options.motionGate !== false;
  }

  private async offer(at: number): Promise<void> {
    const { engine, frames } = this;
    if (engine === null) return;
    clearTimeout(this.silence);
    try {
      if (at - this.takenAt < (this.options.updateInterval ?? 0)) return;
      if (this.isGated) {
        if (this.gate.isDue(at)) this.gate.see(await frames.look(), at);
        if (!this.gate.isOpen(at)) return this.tellAgain(at);
      }
      if (!this.throttle.takes(at)) return;
      this.takenAt = at;
      const picture = await frames.take();
      if (this.engine === engine) engine.offer(picture, frames.size, at);
      else picture.close();
    } catch (error) {
      this.fail(isForbidden(error) ? PROBLEMS.tainted : wordsOf(error));
    }
  }

  private take(seen: HandsAnswer, totalMs: number): void {
    this.throttle.answered(busyMs(seen), performance.now());
    this.answer = inPixelsOf(seen, this.frames.size.width);
    const said = this.say(this.answer, totalMs);
    if (said === null || this.taker === null) return;
    const changed = said.first.steady !== this.steady;
    this.steady = said.first.steady;
    const led = { ...this.answer, hands: said.hands.map(({ hand }) => hand) };
    this.taker.consider({ answer: led, totalMs, changed, isLive: this.frames.isLive });
  }

  /** What stands still is what it was: whoever waits until a gesture has been held for a while still learns of it. */
  private tellAgain(at: number): void {
    if (this.answer === null || at - this.toldAt < REST_MS / 2) return;
    this.say(this.answer, 0);
  }

  private say(answer: HandsAnswer, totalMs: number): ReturnType<HandNames["take"]> | null {
    const { engine, names } = this;
    if (engine === null || names === null) return null;
    const at = performance.now();
    this.toldAt = at;
    const taken = names.take(answer.hands, at);
    const { first, hands } = taken;
    const said = { name: first, hands: this.options.twoHands === false ? hands.slice(0, 1) : hands };
    const detail = detailOf(answer, said, { totalMs, modelId: engine.manifest.id, own: [] });
    this.newest.put(detail);
    this.dispatch("gesture", detail);
    this.change(first.confident ? first.steady : "none");
    const moved = this.swipes.take(detail.hands, at - totalMs, this.options.mirror ?? false);
    if (moved !== null) this.dispatch("swipe", moved);
    return taken;
  }

  private change(gesture: Named): void {
    const before = this.sure;
    if (gesture === before) return;
    this.sure = gesture;
    this.dispatch("gesturechange", { gesture, before });
  }

  private tell(message: string, isOver: boolean): void {
    console[isOver ? "error" : "warn"](`gesture-camera: ${message}`);
    this.dispatch("problem", { message, isOver });
  }

  private dispatch<K extends keyof WatchingEvents>(kind: K, detail: WatchingEvents[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
    if (this.source instanceof Element) {
      this.source.dispatchEvent(new CustomEvent(kind, { detail, bubbles: true, composed: true }));
    }
  }
}

/** The answer in pixels of a picture so wide, where a smaller one was looked at. */
function inPixelsOf(answer: HandsAnswer, width: number): HandsAnswer {
  if (width === 0 || width === answer.width) return answer;
  const scale = width / answer.width;
  const hands = answer.hands.map((hand) => ({ ...hand, points: hand.points.map((value) => scale * value) }));
  return { ...answer, hands, width, height: Math.round(scale * answer.height) };
}

function isForbidden(error: unknown): boolean {
  return error instanceof DOMException && error.name === "SecurityError";
}
