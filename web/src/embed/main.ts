/** The package gesture-camera: what it gives to whoever imports it. */

import { defineElement } from "./element";
import { version as ofPackage } from "./package.json";
import { watchForTags } from "./script-tag";

export { bindAction, type PageAct, type PageRule } from "../actions/bind";
export type { GestureDetail, HandDetail } from "../recognise/gesture-event";
export type { Moved, Movement } from "../recognise/swipes/swipes";
export { GestureCameraElement } from "./element";
export type { Source } from "./frames";
export { GestureCamera } from "./gesture-camera";
export type { Options } from "./options";
export type { Shared } from "./sharing/shared";
export type { ChangeDetail, ProblemDetail, Watching, WatchingEvents } from "./watching";
export { watchForTags };

export const version: string = ofPackage;

defineElement();
watchForTags(import.meta.url);
