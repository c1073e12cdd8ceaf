/** What the recognition page's scripts say, here and in words/, one object per feature; index.html says the rest. */

import { type Gesture, type Label, WORDS } from "../shared/gestures";

/** How many of something: "1 sample", "2,345 samples". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : more}`;
}

/** A text as a sentence: with a full stop, unless it ends with a mark of its own, as names may. */
export function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
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
  registered: (name: string) => `${ended(`Welcome, ${name}`)} Choose what may be kept.`,
  loggedIn: (name: string) => ended(`Welcome back, ${name}`),
  sessionEnded: (name: string) => `${name}, your session has ended. Log in again to continue.`,
  somebodyElse: (name: string, before: string) => ended(`${name} is logged in now, not ${before}`),
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
  first: (name: string) => ended(`One file at a time: this is ${name}`),
  pastedNone: "There is no picture to paste. Copy a picture itself, not its address, then paste it.",
  droppedNone: "That is no file. Save the picture first, then drop the file here.",
} as const;

/** What the path of a hand says (recognise/swipes/). */
export const SWIPES = {
  "swipe-left": "← Swipe left",
  "swipe-right": "Swipe right →",
  "swipe-up": "↑ Swipe up",
  "swipe-down": "↓ Swipe down",
  wave: "Wave",
} as const;

/** The offer to share what was corrected (recognise/share-offer.ts). */
export const SHARING = {
  question: "Would you share such corrections, so that others get better answers, too?",
  share: "Choose what to share",
  notNow: "Not now",
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

/** The review before sending (collect/outbox/review.ts). */
export const REVIEW = {
  title: "About to be sent",
  busy: "One moment: a few samples are on their way already.",
  waiting: (count: number) =>
    count === 0
      ? "Nothing waits. A sample that is taken waits here for ten seconds before it is sent."
      : `${many(count, "sample is", "samples are")} waiting. Nothing is sent while you look.`,
  more: "Show more",
  send: "Send these now",
  sendNone: "Withhold all",
  withhold: "Withhold",
  withholdOne: (time: string) => `Withhold the sample of ${time}`,
  labelled: (gesture: string) => `, you said ${gesture}`,
  details: "All that is sent",
  photo: "The camera's picture",
  points: "Points of your hand",
  silhouette: "Black and white picture",
  noHand: "No hand was seen",
} as const;

/** What the server keeps of a person (account/my-data.ts). */
export const MY_DATA = {
  title: "My data",
  none: "No pictures of yours are on the server.",
  order: "Newest first.",
  kinds: { samples: "samples", requests: "batches", consents: "changes of consent" },
  today: (used: string) => `Used today, until midnight UTC: ${used}.`,
  more: "Show more",
  export: "Export as zip",
  preparing: "Preparing …",
  exported: (size: string) => `${size} so far …`,
  saved: (files: number) =>
    files === 1 ? "Saved as my-gestures.zip." : `Saved as ${files} files, my-gestures-1.zip and on.`,
  sent: (time: string) => `Sent ${time}`,
  delete: "Delete",
  deleteOne: (time: string) => `Delete the sample of ${time}`,
  deleted: "Deleted. Future models will not learn from it either.",
  nothing: "There is nothing to delete.",
  deleteAll: "Delete all …",
  deleteQuestion: (count: string) =>
    `Delete all your samples on the server? There are ${count}. This cannot be undone.`,
  deleteYes: (count: string) => `Delete ${count} for good`,
  keep: "Keep them",
  allDeleted: (count: number) => `${count.toLocaleString()} deleted. No pictures of yours remain on the server.`,
} as const;

/** Password, logged-in browsers, tokens of scripts and other sites, and the account's end (account/account-dialog.ts). */
export const ACCOUNT_DIALOG = {
  title: "Password and devices",
  password: "Change the password",
  current: "Current password",
  new: "New password",
  changed: "The password is changed. Every other browser is logged out, and every token has ended.",
  browsers: "Logged-in browsers",
  thisBrowser: "this browser",
  lastUsed: (time: string) => `last used ${time}`,
  unknown: "Unknown device",
  site: {
    shapes: (origin: string, device: string) => `${origin} may send shapes of gestures (${device})`,
    photos: (origin: string, device: string) => `${origin} may send shapes and pictures of hands (${device})`,
  },
  logOut: "Log out",
  logOutOthers: "Log out all others",
  othersLoggedOut: "Every other browser is logged out.",
  ended: (device: string, what: string) => `${device}: ${what === "Revoke" ? "the token is revoked" : "logged out"}.`,
  tokens: "API tokens",
  revoke: "Revoke",
  none: "There are none.",
  deletion: "Delete the account",
  whatGoes:
    "Your name, all your samples on the server and those that wait here are deleted at once, for good. " +
    "What remains: models that learned from them, the server's backups until they are replaced, " +
    "and your own gestures in this browser.",
  confirm: "Password, to confirm",
  deleteYes: "Delete the account for good",
} as const;

/** The film before the camera (film/). */
export const FILM = {
  pause: "Pause the film",
  play: "Play the film",
  handOnly: "The film is there for hand mode only. Start the camera for background mode.",
  shown: "This is a film, recognised now, on your device. Start the camera to show your own hand.",
} as const;

/** The header's badge (standing.ts). */
export const STANDING = {
  offline: "Offline",
} as const;
