/** Recognises the hands of one frame after another. */

import { type Milliseconds, milliseconds } from "../../shared/gestures";
import type { HandSeen, Square } from "../../shared/messages";
import { type Kernel, startKernel } from "../frame/kernel";
import { Cropper, isSquare, type Palm } from "./crop";
import { type Eyes, Follower, type Seen } from "./follow";
import type { Head, Shown } from "./head";
import { furtherLooks, type Look, mirror, shownBy, together } from "./looks";
import type { HandModel } from "./model";
import type { HandNetwork, HandOutput } from "./network";
import type { OwnLayer } from "./own-layer";

/** What is seen in a frame, and how long finding took (0 where nobody looked for hands), and the network and the head. */
export interface Recognised {
  readonly hands: readonly HandSeen[];
  readonly findMs: Milliseconds;
  readonly inferenceMs: Milliseconds;
}

/** Frames, and milliseconds between them, in which a picture is searched with colours and without. */
const STEPS = 6;
const STEP = 100;

export class HandRecogniser {
  private readonly cropper: Cropper;
  private readonly follower = new Follower();
  /** A head on the same backbone that answers beside the model's own; null: none. */
  challenger: Head | null = null;
  /** What a person taught, of the model in use. */
  own: OwnLayer | null = null;

  /** `model` may be replaced between two frames; `kernel` may be the one that makes the frames' RGBA. */
  constructor(
    public model: HandModel,
    kernel: Kernel = startKernel(),
  ) {
    this.cropper = new Cropper(kernel);
  }

  /** Forgets the hands that were followed. */
  reset(): void {
    this.follower.reset();
    this.model.finder.forget();
  }

  /**
   * The hands of a picture that stands still and is not one of a row: all searches at once, and each hand is named by
   * several looks, which a row of frames brings by itself. Throws as `see` does.
   */
  seeStill(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Recognised {
    const { hands, findMs, inferenceMs } = this.search(rgba, width, height);
    const start = performance.now();
    const named = hands.map((hand): HandSeen => ({ ...hand, ...this.name(this.shown(hand)) }));
    return { hands: named, findMs, inferenceMs: milliseconds(inferenceMs + performance.now() - start) };
  }

  /** The hands of a picture as they are first seen in a row of frames: all searches at once. Throws as `see` does. */
  search(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Recognised {
    this.reset();
    let recognised = this.see(rgba, width, height, 0);
    for (let i = 1; i < STEPS && (this.follower.isSearching || recognised.hands.length === 0); i++) {
      recognised = this.see(rgba, width, height, i * STEP);
    }
    return recognised;
  }

  /** The hands of a frame (width × height × 4 bytes) that comes at `now`. Throws a RangeError on a frame that is none. */
  see(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number, now: number): Recognised {
    const start = performance.now();
    this.cropper.take(rgba, width, height);
    const eyes = new FrameEyes(this.model, this.cropper);
    const hands = this.follower
      .step(eyes, now, this.model.manifest.backbone.presence)
      .map(({ next: _next, age: _age, isFound: _isFound, points, ...hand }): HandSeen => {
        const inFrame = this.cropper.toFrame(points, hand.square);
        return { ...hand, points: inFrame, squarePoints: points, ...this.name([{ ...hand, points }]) };
      });
    const inferenceMs = milliseconds(performance.now() - start - eyes.findMs);
    return { hands, findMs: milliseconds(eyes.findMs), inferenceMs };
  }

  /** What is said of a hand by all looks at it, of which the first is the plain one. */
  private name(looks: readonly [Shown, ...Shown[]]): Pick<HandSeen, "probabilities" | "challenger" | "personal"> {
    const { challenger, own } = this;
    const by = (head: Head): Float32Array => together(looks.map((shown) => head.classify(shown)));
    const probabilities = by(this.model.head);
    return {
      probabilities,
      challenger: challenger === null ? null : by(challenger),
      personal: own?.classify(looks[0], probabilities) ?? null,
    };
  }

  /** A hand of the newest frame, and what further looks show of it. */
  private shown({ squarePoints, ...hand }: HandSeen): [Shown, ...Shown[]] {
    const looks = furtherLooks(hand.square).filter(({ square }) => isSquare(square));
    const outputs = lookAt(this.model.network, this.cropper, looks);
    return [{ ...hand, points: squarePoints }, ...outputs.map((output, i) => shownBy(looks[i] as Look, output))];
  }

  /** What the backbone says of a square of the newest frame, and the square's bytes. */
  look(square: Square): { readonly output: HandOutput; readonly bytes: Uint8Array<ArrayBuffer> } {
    const bytes = Uint8Array.from(this.cropper.crop(square, this.model.network.side));
    const [output] = this.model.network.run(bytes, 1) as [HandOutput];
    return { output, bytes };
  }

  /** RGB of a square of the newest frame, side × side × 3 bytes, which the next call overwrites. */
  crop(square: Square, side: number): Uint8Array {
    return this.cropper.crop(square, side);
  }
}

/** The networks look at the frame that the cropper took last. */
class FrameEyes implements Eyes {
  findMs = 0;

  constructor(
    private readonly model: HandModel,
    private readonly cropper: Cropper,
  ) {}

  beginToFind(hasColours: boolean): void {
    const start = performance.now();
    const { finder } = this.model;
    const whole = this.cropper.whole();
    finder.begin(hasColours ? this.cropper.crop(whole, finder.side) : this.cropper.cropGrey(whole, finder.side));
    this.findMs += performance.now() - start;
  }

  goOnFinding(): void {
    const start = performance.now();
    this.model.finder.goOn();
    this.findMs += performance.now() - start;
  }

  found(): Square[] {
    const start = performance.now();
    const { finder } = this.model;
    const palms = finder.finish();
    const squares = palms.map((palm) => this.cropper.ofPalm(inFrame(palm, finder.side, this.cropper.whole())));
    this.findMs += performance.now() - start;
    return squares.filter(isSquare);
  }

  middle(): Square {
    return this.cropper.middle();
  }

  look(squares: readonly Square[]): Seen[] {
    const looks = squares.map((square) => ({ square, isMirrored: false }));
    return lookAt(this.model.network, this.cropper, looks).map((output, i) => {
      const square = squares[i] as Square;
      const next = this.cropper.ofPoints(this.cropper.toFrame(output.points, square), square);
      return { ...output, square, next: isSquare(next) ? next : null };
    });
  }
}

/** What the backbone says of each look at the frame that the cropper took last, all in one run. */
function lookAt(network: HandNetwork, cropper: Cropper, looks: readonly Look[]): HandOutput[] {
  const bytes = new Uint8Array(looks.length * network.bytesOfSquare);
  looks.forEach(({ square, isMirrored }, i) => {
    const crop = cropper.crop(square, network.side);
    if (isMirrored) mirror(crop, network.side);
    bytes.set(crop, i * network.bytesOfSquare);
  });
  return network.run(bytes, looks.length);
}

/** A palm in pixels of what the finder was shown (`side` pixels of the square `whole`), in pixels of the frame. */
function inFrame({ left, top, width, height, wrist, knuckle }: Palm, side: number, whole: Square): Palm {
  const scale = whole.size / side;
  const x = (value: number): number => whole.cx - whole.size / 2 + scale * value;
  const y = (value: number): number => whole.cy - whole.size / 2 + scale * value;
  return {
    left: x(left),
    top: y(top),
    width: scale * width,
    height: scale * height,
    wrist: [x(wrist[0]), y(wrist[1])],
    knuckle: [x(knuckle[0]), y(knuckle[1])],
  };
}
