/** What whoever embeds may choose: checked, from a call or from attributes. */

import { OPTIONS } from "./words";

export interface Options {
  /**
   * Where models come from: the address of a server of this kind, or of one model's manifest.json, which any server may
   * have. Usually the server that this file came from.
   */
  readonly models?: string;
  /** From which probability a name counts as sure, 0 … 1; usually as the model asks for. */
  readonly threshold?: number;
  /** Milliseconds at least from one answer to the next; usually 0, as often as there are frames. */
  readonly updateInterval?: number;
  /** Whether the picture is shown mirrored, so that a swipe's sides are those that the person sees. Usually not. */
  readonly mirror?: boolean;
  /** Whether a second hand is named, too. Usually it is. */
  readonly twoHands?: boolean;
  /** Whether nothing is computed while nothing moves in the picture. Usually it is so. */
  readonly motionGate?: boolean;
  /**
   * Address of a server of this kind to which people may send samples of their gestures, once they have asked for it and
   * allowed it there. Usually there is none.
   */
  readonly apiServer?: string;
  /** Width in pixels, at most, of the pictures of hands that are sent, where a person allows pictures. */
  readonly uploadWidth?: number;
  /** Address of a file of your own site that imports the package's worker.js; for a policy that forbids blob: workers. */
  readonly worker?: string;
}

type Check = readonly [is: string, isRight: (value: unknown) => boolean];

/** A picture of a hand that is narrower shows none. */
const NARROWEST = 32;
const FLAG: Check = [OPTIONS.flag, (value) => typeof value === "boolean"];
const ADDRESS: Check = [OPTIONS.url, (value) => typeof value === "string" && isAddress(value)];
const CHECKS: Readonly<Record<keyof Options, Check>> = {
  models: ADDRESS,
  threshold: [OPTIONS.share, (value) => typeof value === "number" && value >= 0 && value <= 1],
  updateInterval: [OPTIONS.interval, (value) => typeof value === "number" && value >= 0 && Number.isFinite(value)],
  mirror: FLAG,
  twoHands: FLAG,
  motionGate: FLAG,
  apiServer: [OPTIONS.server, ADDRESS[1]],
  uploadWidth: [OPTIONS.width, (value) => Number.isInteger(value) && (value as number) >= NARROWEST],
  worker: ADDRESS,
};

/** Throws a TypeError that names what is wrong and what it must be. */
export function checkOptions(options: Options): void {
  if (typeof options !== "object" || options === null) throw new TypeError(OPTIONS.none);
  for (const [name, value] of Object.entries(options)) {
    const wrong = value === undefined ? null : wrongIn(name, value);
    if (wrong !== null) throw new TypeError(wrong);
  }
}

/**
 * Options from an element's attributes, such as `data-update-interval` (prefix `data-`) or `update-interval` (none). What
 * is wrong is told to `warn` and left out.
 */
export function readAttributes(element: Element, prefix: string, warn: (message: string) => void): Options {
  const options: Record<string, unknown> = {};
  for (const name of Object.keys(CHECKS) as (keyof Options)[]) {
    const attribute = prefix + dashed(name);
    const text = element.getAttribute(attribute);
    if (text === null) continue;
    const value = readText(name, text);
    const wrong = wrongIn(name, value);
    if (wrong === null) options[name] = value;
    else warn(`${OPTIONS.wrong(attribute, CHECKS[name][0], text)} ${OPTIONS.ignored}`);
  }
  if ("uploadWidth" in options && !("apiServer" in options)) warn(OPTIONS.goesNowhere(prefix));
  return options as Options;
}

/** The attributes that `readAttributes` knows, without a prefix. */
export const ATTRIBUTES: readonly string[] = Object.keys(CHECKS).map(dashed);

function wrongIn(name: string, value: unknown): string | null {
  if (!Object.hasOwn(CHECKS, name)) return OPTIONS.unknown(name);
  const [is, isRight] = CHECKS[name as keyof Options];
  return isRight(value) ? null : OPTIONS.wrong(name, is, value);
}

/** An attribute without a value is a yes, as HTML's own are. */
function readText(name: keyof Options, text: string): unknown {
  const [is] = CHECKS[name];
  if (is === OPTIONS.url || is === OPTIONS.server) return text;
  if (is === OPTIONS.flag) return text === "" || text === "true" ? true : text === "false" ? false : text;
  return text.trim() === "" ? Number.NaN : Number(text);
}

function isAddress(text: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(text, document.baseURI).protocol);
  } catch {
    return false;
  }
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
