/** All sentences about sharing samples that the package says. */

import type { SiteLevel } from "../../shared/share-messages";
import { ended } from "../../ui/words";

export const SHARING = {
  share: "Share samples",
  why: (host: string) => `Samples of your hand gestures help ${host} to recognise them better.`,
  waiting: "Go on in the window that has opened.",
  on: {
    shapes: (host: string) => `Sharing shapes of your gestures with ${host}, no pictures`,
    photos: (host: string) => `Sharing shapes and pictures of your hand with ${host}`,
  } satisfies Record<SiteLevel, (host: string) => string>,
  sent: (count: number) => `${count.toLocaleString()} sent.`,
  stop: "Stop sharing",
  stopped: "Nothing is shared any more. What was sent stays there until you delete it in your account.",
  blocked: "The browser did not open the window that asks you. Allow this page to open windows, then share again.",
  denied: "Nothing is shared: it was not allowed.",
  closed: "Nothing is shared: the window was closed before it was allowed.",
  cut:
    "Nothing is shared: the window was closed, or cannot speak with this page. Where this page sends a " +
    "Cross-Origin-Opener-Policy, that must be same-origin-allow-popups.",
  unreachable: (server: string, why: string) =>
    `The server at ${server} cannot be asked: ${ended(why)} Check the address that you gave as apiServer, and that ` +
    `this page's content security policy has connect-src ${new URL(server).origin}`,
  answered: (status: number) => `it answered ${status}`,
  silent: (server: string) =>
    `The server at ${server} opened no window that asks you. Check the address that you gave as apiServer.`,
  over: "Sharing has ended: it was taken back in your account, or has run out. Share again to go on.",
  less: "Sharing has ended: your account allows less than before. Share again to go on.",
  refused: (reason: string) => `The server did not accept a sample. It said: ${reason}`,
  film: "Nothing of this picture is shared: only what a camera shows is, and it is a film or a drawing.",
  noPictures: "uploadWidth has no effect: shapes are shared, and no pictures.",
} as const;
