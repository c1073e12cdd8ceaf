/** What the recognition page's scripts say, one object per feature; what index.html says itself stays there. */

/** How many of something: "1 sample", "2,345 samples". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : more}`;
}

/** Logging in, choosing what may be kept, logging out (account/account-panel.ts). */
export const ACCOUNT = {
  kept: {
    nothing: "Nothing is kept. What waited here to be sent is deleted.",
    shapes: "Shapes of some gestures are kept from now on, and no picture.",
    photos: "Shapes of some gestures, and the camera's pictures with them, are kept from now on.",
  },
  lessHere: (why: string) =>
    `In this browser that is in force, and the server is told as soon as it can be reached. ${why}`,
  registered: (name: string) => `Welcome, ${name}. Choose what may be kept.`,
  loggedIn: (name: string) => `Welcome back, ${name}.`,
  sessionEnded: (name: string) => `${name}, your session has ended. Log in again to continue.`,
  somebodyElse: (name: string, before: string) => `${name} is logged in now, not ${before}.`,
  loggedOut: "Logged out. New pictures won't be saved. What you sent stays on the server until you delete it.",
  deleted:
    "Your account is deleted, and no samples of yours remain on the server or wait here. " +
    "Your own gestures stay in this browser until you delete them.",
  waiting: (count: number, name: string) =>
    count === 0
      ? ""
      : `${many(count, "sample")} wait${count === 1 ? "s" : ""} in this browser until ${name} logs in again.`,
  forgotten: (count: number) => `${many(count, "sample")} deleted. Nothing waits here any more.`,
  online: (count: number) => `${many(count, "person", "people")} online`,
} as const;
