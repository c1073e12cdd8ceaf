/** All sentences of the package: what its errors, its warnings and its element say. */

import { ended } from "../ui/words";

const CSP = (origin: string): string =>
  `script-src ${origin} 'wasm-unsafe-eval'; connect-src ${origin}; worker-src blob: ${origin}`;

export const PROBLEMS = {
  noApiServer: "Nothing can be shared: create() was given no apiServer.",
  noBrowser: "gesture-camera needs a browser. Import it anywhere, and call create() where there is a document.",
  disposed: "This GestureCamera is disposed. Create another one.",
  noServer: (address: string, why: string) =>
    `No model of hands could be had from ${address}: ${ended(why)} Check the address that you gave as models.`,
  answered: (status: number) => `it answered ${status}`,
  noModel: (address: string) =>
    `The server at ${address} has no model that sees hands. Publish one, or give another server.`,
  notAModel: (id: string) => `The model ${id} does not see hands. Give one that does as models.`,
  noWorker: (address: string, ours: string) =>
    `The recogniser could not be started from ${address}. Check that it can be reached. Where this page has a content ` +
    `security policy, that must allow ${CSP(new URL(ours).origin)}. Without blob: put the one line import "${ours}"; ` +
    "into a file of your own site, give its address as worker, and allow worker-src 'self' instead.",
  noSource: "watch() takes a <video>, a <canvas> or a MediaStream.",
  tainted:
    "The browser does not let this page read the picture: it comes from another site. Have that send " +
    "Access-Control-Allow-Origin, and give the video the attribute crossorigin.",
  unplayable: "This browser cannot play that video. Give it one that it can, such as WebM or MP4 (H.264).",
  silent: "No picture has come for ten seconds. Does the video play? Call its play(), or give it autoplay and muted.",
  stopped: "The recogniser stopped. Create another GestureCamera.",
} as const;

export const OPTIONS = {
  none: "Options are an object, such as { threshold: 0.8 }. Leave them out for the usual ones.",
  wrong: (name: string, is: string, given: unknown) => `${name} must be ${is}, not ${JSON.stringify(given) ?? given}.`,
  ignored: "It is ignored.",
  url: "the address of a server or of a model's manifest.json",
  server: "the address of a server",
  width: "a whole number of pixels, 32 or more",
  share: "a number from 0 to 1",
  interval: "a number of milliseconds, 0 or more",
  flag: "true or false",
  unknown: (name: string) =>
    `There is no option ${name}. There are models, threshold, updateInterval, mirror, twoHands, ` +
    "motionGate, apiServer, uploadWidth and worker.",
  goesNowhere: (prefix: string) =>
    `${prefix}upload-width does nothing without ${prefix}api-server: no picture leaves the browser.`,
} as const;

export const TAG = {
  none: (id: string) => `There is no element with the id ${JSON.stringify(id)} to watch. Correct data-source.`,
  several: (id: string) =>
    `There are several elements with the id ${JSON.stringify(id)}. The first is watched; rename the others.`,
  noPicture: (id: string) =>
    `The element with the id ${JSON.stringify(id)} is no <video> and no <canvas>, so nothing can be watched.`,
} as const;

export const ELEMENT = {
  start: "Start the camera",
  loading: "Loading the recogniser …",
  lost: "The camera went away. It is started again when it is there.",
  taken: "gesture-camera is defined already, by another copy of this script. The first one stays.",
} as const;
