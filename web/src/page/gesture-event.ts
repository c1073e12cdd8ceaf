/** The page's `gesture` event: an answer in, a CustomEvent on document out, for whoever builds on the page. */

import type { Label } from "../shared/gestures";
import type { Answer } from "../shared/messages";

export interface GestureDetail {
  /** Label of the newest frame. */
  readonly gesture: Label;
  /** Probability of `gesture`, 0 … 1. */
  readonly confidence: number;
  /** In the order of the manifest's labels. */
  readonly probabilities: readonly number[];
  /** The smoothed label that the page shows. */
  readonly steady: Label;
  /** Reading the guide box's pixels, making the silhouette of them, and the network's answer to it. */
  readonly cameraMs: number;
  readonly silhouetteMs: number;
  readonly inferenceMs: number;
  /** From the frame's arrival on the page to this answer. */
  readonly totalMs: number;
  readonly modelId: string;
  /** Number of the camera's frame since the page opened. */
  readonly frame: number;
}

/** Dispatches the event for one answer. */
export function announce(
  page: Document,
  answer: Answer,
  known: Pick<GestureDetail, "gesture" | "steady" | "totalMs" | "modelId">,
): void {
  const probabilities = Array.from(answer.probabilities);
  const detail: GestureDetail = {
    ...known,
    confidence: Math.max(...probabilities),
    probabilities,
    cameraMs: answer.cameraMs,
    silhouetteMs: answer.silhouetteMs,
    inferenceMs: answer.inferenceMs,
    frame: answer.number,
  };
  page.dispatchEvent(new CustomEvent<GestureDetail>("gesture", { detail }));
}
