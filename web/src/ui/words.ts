/** What the recognition page's scripts say, one object per feature; what index.html says itself stays there. */

import { type Gesture, type Label, WORDS } from "../shared/gestures";

/** How many of something: "1 sample", "2,345 samples". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : more}`;
}

/** Logging in, choosing what may be kept, logging out (account/account-panel.ts). */
export const ACCOUNT = {
  intents: { log_in: "Log in", register: "Register" },
  noName: "Enter a name.",
  noPassword: "Enter a password.",
  shortPassword: (shortest: number) => `A password has at least ${shortest} characters. Choose a longer one.`,
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

/** Pictures and films of one's own (files/). */
export const FILES = {
  opening: (name: string) => `Opening ${name} …`,
  kept: {
    hand: "Nothing of a file is kept or sent.",
    silhouette: "Nothing of a file is kept or sent. A plain background around the hand gives the best answers.",
  },
  first: (name: string) => `One file at a time: this is ${name}.`,
  pastedNone: "There is no picture to paste. Copy a picture itself, not its address, then paste it.",
  droppedNone: "That is no file. Save the picture first, then drop the file here.",
} as const;

/** The game (game/). */
export const GAME = {
  ask: (gesture: string) => `Show: ${gesture}`,
  turn: (number: number, of: number) => `Turn ${number} of ${of}`,
  score: (right: number, streak: number) => `${right} right${streak > 1 ? ` · ${streak} in a row` : ""}`,
  hold: "Hold it",
  right: "Right",
  saw: (named: Label) => `I saw: ${named === "none" ? "no gesture" : WORDS[named]}`,
  skip: "Skip",
  stop: "Stop",
  again: "Play again",
  close: "Close",
  result: (right: number, played: number) => (played === 0 ? "The game is over." : `${right} of ${played} right`),
  longest: (streak: number) => `Longest streak: ${streak} in a row`,
  confused: (asked: Gesture, named: Label, times: number) => {
    const seen = named === "none" ? "not recognised" : `taken for ${WORDS[named]}`;
    return `${WORDS[asked]} was ${seen}${times > 1 ? ` (${times} times)` : ""}.`;
  },
  thanks: (kept: number) =>
    `Thank you. ${many(kept, "sample was", "samples were")} kept for measuring how good the answers are.`,
  nothingPlayed: "Nothing was played, so nothing was kept.",
  notAllowed: "Nothing was kept. To help, log in and allow shapes to be kept.",
} as const;

/** Samples that wait, and what becomes of them (collect/outbox). */
export const OUTBOX = {
  noStorage: "This browser does not let the page store anything, so no samples are kept. Allow it to store data.",
  full: "The browser's storage is full, so older samples that waited were discarded. Go online to send the others.",
  refused: (reason: string) => `The server did not accept a sample. It said: ${reason}`,
  waiting: (waiting: number, sent: number) => {
    const kept = sent === 0 ? "" : `, ${sent} sent`;
    if (waiting === 0) return `No sample is about to be sent${kept}.`;
    return `${waiting.toLocaleString()} ${waiting === 1 ? "sample is" : "samples are"} about to be sent${kept}.`;
  },
} as const;
