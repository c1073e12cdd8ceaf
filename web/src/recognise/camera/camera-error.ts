/** Says in plain words what to do about a camera's error. */

import { CAMERA } from "../../ui/words/camera";
import type { Interruption } from "./stream-watch";

const WORDS: Readonly<Record<string, string>> = {
  NotFoundError: CAMERA.none,
  NotReadableError: CAMERA.inUse,
  OverconstrainedError: CAMERA.noPicture,
  SecurityError: CAMERA.forbidden,
  AbortError: CAMERA.stoppedStarting,
  InvalidStateError: CAMERA.inBack,
};

/** Where each kind of browser keeps what was refused: the first whose pattern is in the user agent. */
const ALLOWING: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, CAMERA.whereIos],
  [/Firefox.*Mobile|Mobile.*Firefox/, CAMERA.whereFirefoxMobile],
  [/Firefox/, CAMERA.whereFirefox],
  [/Android/, CAMERA.whereAndroid],
  [/Chrom|Edg/, CAMERA.whereChromium],
  [/Safari/, CAMERA.whereSafari],
];

/** What to tell a person about an error of getUserMedia or play, in the browser of that user agent. */
export function cameraErrorWords(error: unknown, userAgent: string): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return blockedWords(userAgent);
  return WORDS[name] ?? CAMERA.failed;
}

function blockedWords(userAgent: string): string {
  const where = ALLOWING.find(([pattern]) => pattern.test(userAgent))?.[1] ?? CAMERA.whereElse;
  return CAMERA.blocked(where);
}

/** What to tell when the camera goes away while it runs. */
export const LOST_WORDS = CAMERA.stopped;

/** What to tell while a camera gives no frames. */
export const INTERRUPTED_WORDS: Readonly<Record<Interruption, string>> = {
  frozen: CAMERA.still,
  muted: CAMERA.held,
};

/** What to tell where the page has no access to cameras at all, which is so without https. */
export const NO_CAMERA_ACCESS = CAMERA.insecure;
