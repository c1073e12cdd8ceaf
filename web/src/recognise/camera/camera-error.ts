/** Says in plain words what to do about a camera's error. */

import type { Interruption } from "./stream-watch";

const FILE_INSTEAD = "or show a picture or a video file";

const WORDS: Readonly<Record<string, string>> = {
  NotFoundError: `No camera was found. Connect one and it starts by itself, ${FILE_INSTEAD} or start it again.`,
  NotReadableError:
    "Another program is using the camera. Close it; if the camera does not start by itself then, start it again.",
  OverconstrainedError: "This camera gives no picture that can be used. Choose another one, then start it again.",
  SecurityError: "The browser's settings forbid cameras. Allow them for this page, then start it again.",
  AbortError: "The camera stopped while it was starting. Start it again.",
  InvalidStateError: "The page was not in front while the camera was starting. Start it again.",
};

/** Where each kind of browser keeps what was refused: the first whose pattern is in the user agent. */
const ALLOWING: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "in the address bar's menu, under Website Settings → Camera"],
  [/Firefox.*Mobile|Mobile.*Firefox/, "by the lock beside the address"],
  [/Firefox/, "by the crossed-out camera beside the address"],
  [/Android/, "by the sign left of the address, under Permissions"],
  [/Chrom|Edg/, "by the sign left of the address, under Camera"],
  [/Safari/, "in the menu Safari → Settings for this website → Camera"],
];
const ANYWHERE = "in the browser's address bar";

/** What to tell a person about an error of getUserMedia or play, in the browser of that user agent. */
export function cameraErrorWords(error: unknown, userAgent: string): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return blockedWords(userAgent);
  return WORDS[name] ?? "The camera could not be started. Check that it works in another program, then start it again.";
}

function blockedWords(userAgent: string): string {
  const where = ALLOWING.find(([pattern]) => pattern.test(userAgent))?.[1] ?? ANYWHERE;
  return `The camera is blocked. Allow it for this page ${where} (and in the system's privacy settings), then start it again.`;
}

/** What to tell when the camera goes away while it runs. */
export const LOST_WORDS =
  "The camera stopped. Connect it, or close the program that took it, and it goes on by itself. Or start another one.";

/** What to tell while a camera gives no frames. */
export const INTERRUPTED_WORDS: Readonly<Record<Interruption, string>> = {
  frozen: "The camera's picture stands still. If it does not go on soon, the camera is started anew.",
  muted: "The camera is held by the system or another program, for example a call. It goes on when that ends.",
};

/** What to tell where the page has no access to cameras at all, which is so without https. */
export const NO_CAMERA_ACCESS =
  "This page may not use cameras. Open it by https, or at http://localhost, in a recent browser.";
