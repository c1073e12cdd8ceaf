/** The `gesture` event, for whoever builds on the page: its detail, and its dispatch on document. */

import { boxAround } from "../shared/box";
import type { Answer, Named, OwnId, Rect, Way } from "../shared/messages";
import type { NamedHand, Said, Side } from "./naming/hand-names";

/** One hand of the event. */
export interface HandDetail {
  /** Label or own gesture of the newest frame. */
  readonly gesture: Named;
  /** Probability of `gesture`, 0 … 1. */
  readonly confidence: number;
  /** In the order of the manifest's labels, then of `own`. */
  readonly probabilities: readonly number[];
  /** The smoothed name that the page shows beside the hand. */
  readonly steady: Named;
  /** Whether the smoothed probability of `steady` is as high as the model, or the person, asks for. */
  readonly confident: boolean;
  /** Which hand of the person it is. */
  readonly side: Side;
  /** 21 × [x, y, z], in pixels of the camera's unmirrored frame; nearer is less. */
  readonly points: readonly (readonly [number, number, number])[];
  /** Around the points, in the same pixels. */
  readonly box: Rect;
  /** The same number in the next event: the same hand, followed. */
  readonly id: number;
}

export interface GestureDetail {
  readonly way: Way;
  /** At most two, the one that leads first; always empty in background mode. */
  readonly hands: readonly HandDetail[];
  /** Label or own gesture of the newest frame: of the hand that leads, or `none` where no hand is seen. */
  readonly gesture: Named;
  /** Probability of `gesture`, 0 … 1. */
  readonly confidence: number;
  /** In the order of the manifest's labels, then of `own`. */
  readonly probabilities: readonly number[];
  /** The smoothed name that the page shows. */
  readonly steady: Named;
  /** Whether the smoothed probability of `steady` is as high as the model, or the person, asks for. */
  readonly confident: boolean;
  /** The own gestures in use and what their person calls them; empty in background mode. */
  readonly own: readonly { readonly id: OwnId; readonly name: string }[];
  /** Reading the frame's pixels, making the silhouette of them, looking for hands, and the network's answer. */
  readonly cameraMs: number;
  readonly silhouetteMs: number;
  readonly findMs: number;
  readonly inferenceMs: number;
  /** From the frame's arrival on the page to this answer. */
  readonly totalMs: number;
  readonly modelId: string;
  /** Number of the camera's frame since the page opened. */
  readonly frame: number;
}

/** What the page knows of an answer beside the answer. */
export type Known = Pick<GestureDetail, "totalMs" | "modelId" | "own">;

/** Dispatches the event for one answer. */
export function announce(page: Document, answer: Answer, said: Pick<Said, "name" | "hands">, known: Known): void {
  page.dispatchEvent(new CustomEvent<GestureDetail>("gesture", { detail: detailOf(answer, said, known) }));
}

/** The event's detail of one answer. */
export function detailOf(answer: Answer, { name, hands }: Pick<Said, "name" | "hands">, known: Known): GestureDetail {
  const probabilities = Array.from(name.probabilities);
  return {
    ...known,
    way: answer.way,
    hands: hands.map(handDetailOf),
    gesture: name.newest,
    confidence: Math.max(...probabilities),
    probabilities,
    steady: name.steady,
    confident: name.confident,
    cameraMs: answer.cameraMs,
    silhouetteMs: answer.way === "silhouette" ? answer.silhouetteMs : 0,
    findMs: answer.way === "hand" ? answer.findMs : 0,
    inferenceMs: answer.inferenceMs,
    frame: answer.number,
  };
}

function handDetailOf({ hand, newest, probabilities, steady, confident, side }: NamedHand): HandDetail {
  const all = Array.from(probabilities);
  return {
    gesture: newest,
    confidence: Math.max(...all),
    probabilities: all,
    steady,
    confident,
    side,
    points: pointsOf(hand.points),
    box: boxAround(hand.points),
    id: hand.id,
  };
}

function pointsOf(flat: Float32Array): [number, number, number][] {
  const points: [number, number, number][] = [];
  for (let i = 0; i + 2 < flat.length; i += 3) {
    points.push([flat[i] as number, flat[i + 1] as number, flat[i + 2] as number]);
  }
  return points;
}
