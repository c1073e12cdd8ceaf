/** What the script of /share says; share.html says the rest. */

import type { SiteLevel } from "../shared/share-messages";

export const SHARE = {
  noOpener: "This window is opened by a page that wants samples of your gestures. By itself it does nothing. Close it.",
  silent: "The page that opened this window does not answer. Close it, and press Share samples there again.",
  nowhere: "The page that opened this window has no address of its own, so nothing can be allowed to it.",
  another: "The page that asked is not there any more. Close this window.",
  notAllowed: (origin: string) =>
    `This server takes no samples from ${origin}. Its administrator can allow it (ALLOWED_ORIGINS).`,
  choose: "Choose what may be sent.",
  raises: {
    shapes: "So far your account allows nothing to be kept. This also allows shapes on our own page.",
    photos: "So far your account allows less. This also allows the camera's picture on our own page.",
  } satisfies Record<SiteLevel, string>,
} as const;
