/** What goes from the page to the worker and comes back from it: one kind of reply per step of a frame's journey. */

import type { Label, Milliseconds, Probability } from "./gestures";
import type { HandManifest, Manifest, Way } from "./manifest";

export type { Way } from "./manifest";

/** Pixels of the camera's unmirrored frame. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a frame, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture that is moved to the worker, which closes it. */
export type Picture = VideoFrame | ImageBitmap;

/** `learn` feeds the background model, `predict` asks for an answer. */
export type Task = "learn" | "predict";

/** A turned square of a frame, in its pixels: centre, length of a side, and the unit vector that is up in the crop. */
export interface Square {
  readonly cx: number;
  readonly cy: number;
  readonly size: number;
  readonly ux: number;
  readonly uy: number;
}

export interface FrameRequest {
  readonly number: number;
  readonly way: Way;
  readonly task: Task;
  readonly picture: Picture;
  /** The guide box, where the background is known; in the way of hands the whole frame is looked at. */
  readonly guide: Rect;
  /** It is a file's: nobody can clear that box, so its background is taken as it is. */
  readonly file: boolean;
  /** Which picture that stands still it is, the same number as often as it comes; null: a frame of a row. */
  readonly still: number | null;
}

/** Bytes of the first download, unpacked. */
export interface Progressed {
  readonly kind: "progress";
  readonly loaded: number;
  readonly total: number;
}

/** The model is verified, loaded and warmed up; all answers of its way after this one are its own. */
export interface Loaded {
  readonly kind: "loaded";
  /** Its `way` says which frames it answers: a model of each way can be there. */
  readonly manifest: Manifest;
  /** Whether the learned background, if there was one, is still known. */
  readonly keepsBackground: boolean;
  /** Whether its networks gave their golden answers here; of a first model, and of a new head only, nobody asked. */
  readonly isTested: boolean;
  /** What computes, in words. */
  readonly backend: string;
}

/** The model could not be taken; the one before, if there was one, goes on. `message` says why. */
export interface Refused {
  readonly kind: "refused";
  readonly manifestPath: string;
  readonly message: string;
  /** The model itself does not work here. False: it could not be had, or this page is too old for it. */
  readonly isOfModel: boolean;
}

/** How this device's answers compare with the golden ones of the model that is in use for a way. */
export interface Tested {
  readonly kind: "tested";
  readonly way: Way;
  readonly frames: number;
  readonly passed: boolean;
  /** The largest difference of a probability; NaN where the network gave no number. */
  readonly farthest: number;
}

/** The golden answers could not be had; `message` says why. */
export interface Untested {
  readonly kind: "untested";
  readonly way: Way;
  readonly message: string;
}

/** The own gestures that answers now know, in the order of their probabilities, which come after the labels'. */
export interface Personalised {
  readonly kind: "personal";
  readonly own: readonly OwnId[];
  /** Why none of the examples are in use, although some were given. */
  readonly problem: string | null;
}

/** The challenger that was asked for answers beside the model in use; or does not, and `problem` may say why. */
export interface ChallengerTaken {
  readonly kind: "challenger";
  readonly manifestPath: string | null;
  readonly manifest: HandManifest | null;
  readonly problem: string | null;
}

/** How bright a frame is, and whether it is like the one before. */
export interface Light {
  /** Mean and standard deviation of its luma, 0 … 1. */
  readonly mean: number;
  readonly spread: number;
  /** Share of its pixels that are not as good as black. */
  readonly lit: number;
  /** It is the same as the one before, pixel by pixel, which a camera that sees anything never gives. */
  readonly repeats: boolean;
}

/** What keeps a frame from being part of a background. */
export type LearningTrouble = "black" | "moving" | "hand";

export interface Learned {
  readonly kind: "learned";
  readonly number: number;
  readonly progress: Probability;
  readonly done: boolean;
  /** Why it is learned anew, from the next frame on; null: nothing is wrong. */
  readonly trouble: LearningTrouble | null;
}

/** One hand of a frame. */
export interface HandSeen {
  /** The same number in the next frame: the same hand, followed. */
  readonly id: number;
  /** The head's, in the order of the manifest's labels. */
  readonly probabilities: Float32Array;
  /**
   * By a person's own examples, of the labels and of the own gestures in use, in that order; null where no example is
   * in use. Only the page shows them: no sample holds them.
   */
  readonly personal: Float32Array | null;
  /** A challenger's, in the order of its own labels; null where none answers. Nobody is shown it. */
  readonly challenger: Float32Array | null;
  /** Probability that it is a hand at all, and that it is the person's left one. */
  readonly presence: Probability;
  readonly left: Probability;
  /** 21 × (x, y, z): x and y in pixels of the frame, z in the same unit, nearer is less. */
  readonly points: Float32Array;
  /** The same as the backbone gave them: in shares of the square's side. */
  readonly squarePoints: Float32Array;
  readonly embedding: Float32Array;
  readonly square: Square;
}

/** What the way of hands says of a frame. */
export interface HandsAnswer {
  readonly kind: "answer";
  readonly way: "hand";
  readonly number: number;
  /** Pixels of the frame that `points` refer to. */
  readonly width: number;
  readonly height: number;
  /** At most two, the one followed longest first; none: no hand is seen. */
  readonly hands: readonly HandSeen[];
  /** Reading the frame's pixels; looking for hands (0 where nobody looked); the network and the head. */
  readonly cameraMs: Milliseconds;
  readonly findMs: Milliseconds;
  readonly inferenceMs: Milliseconds;
  readonly light: Light;
}

/** What the way of silhouettes says of a frame. */
export interface SilhouetteAnswer {
  readonly kind: "answer";
  readonly way: "silhouette";
  readonly number: number;
  /** The network's, in the order of the manifest's labels. */
  readonly probabilities: Float32Array;
  /** The processed picture at the background model's size, 0 or 255. */
  readonly mask: Uint8Array;
  /** What the network saw: the manifest's input size, one byte a pixel. */
  readonly silhouette: Uint8Array;
  /** Share of the pixels that were specks or holes. */
  readonly noise: Probability;
  readonly inferenceMs: Milliseconds;
  /** What reading the pixels of the guide box took. */
  readonly cameraMs: Milliseconds;
  /** What making the silhouette of them took. */
  readonly silhouetteMs: Milliseconds;
  /** Of the guide box. Of a black one nothing is computed: the answer is none, and the mask empty. */
  readonly light: Light;
}

/** A frame that came too late to be of use, for example after a reset. */
export interface Skipped {
  readonly kind: "skipped";
  readonly number: number;
}

/** The guide box as the camera saw it, unmirrored, or the upright square of a hand: a JPEG. */
export interface FrameImage {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** The worker cannot go on; `message` says what to do. */
export interface Failed {
  readonly kind: "failed";
  readonly message: string;
}

/** What the worker says of a frame: one for each. */
export type Answer = HandsAnswer | SilhouetteAnswer;
export type FrameReply = Learned | Answer | Skipped | Failed;
/** What the worker says of models. */
export type ModelReply = Progressed | Loaded | Refused | Tested | Untested;
export type Reply = FrameReply | ModelReply | Personalised | ChallengerTaken;

/** A person's own gesture. */
export type OwnId = `own-${string}`;

/** What a hand can be called. */
export type Named = Label | OwnId;

/** A hand that a person showed, and what they say that it is: an own gesture, or a label that they corrected to. */
export interface OwnExample {
  readonly of: Named;
  /** The hand's numbers (shared/hand-numbers.ts), by the backbone of the model in use. */
  readonly hand: Uint8Array;
}

/** A person's own gesture, as the page shows it. */
export interface OwnName {
  readonly id: OwnId;
  readonly name: string;
  /** The picture that a person chose; null: a hand that was shown is drawn. */
  readonly emoji: string | null;
  /** The numbers of a hand that shows it. */
  readonly hand: Uint8Array;
}

/** The own gestures among examples, in the order in which each comes first: that of their probabilities. */
export function ownIdsOf(examples: readonly OwnExample[]): OwnId[] {
  return [...new Set(examples.map(({ of }) => of))].filter(isOwn);
}

export function isOwn(named: Named): named is OwnId {
  return named.startsWith("own-");
}
