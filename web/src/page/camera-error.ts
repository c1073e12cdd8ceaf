/** Camera errors: the browser's name of an error in, plain words that say what to do out. */

const WORDS: Readonly<Record<string, string>> = {
  NotAllowedError:
    "The camera is blocked. Allow it for this page in the browser's address bar (and in the system's privacy settings), then start it again.",
  NotFoundError: "No camera was found. Connect one, then start it again.",
  NotReadableError: "Another program is using the camera. Close it, then start the camera again.",
  OverconstrainedError: "This camera gives no picture that can be used. Choose another one, then start it again.",
  SecurityError: "The browser's settings forbid cameras. Allow them for this page, then start it again.",
  AbortError: "The camera stopped while it was starting. Start it again.",
  InvalidStateError: "The page was not in front while the camera was starting. Start it again.",
};

/** What to tell a person about an error of getUserMedia or play. */
export function cameraErrorWords(error: unknown): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return WORDS[name] ?? "The camera could not be started. Check that it works in another program, then start it again.";
}

/** What to tell where the page has no access to cameras at all, which is so without https. */
export const NO_CAMERA_ACCESS =
  "This page may not use cameras. Open it by https, or at http://localhost, in a recent browser.";
