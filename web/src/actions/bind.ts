/** Does something in a page at a gesture: presses a key, clicks, or calls a function. For pages that embed the package. */

import type { GestureDetail } from "../recognise/gesture-event";
import type { SwipeDetail } from "../recognise/swipes/swipe-event";
import { MOVEMENTS } from "../recognise/swipes/swipes";
import { isLabel, LABELS } from "../shared/gestures";
import { isMovement } from "./bindings";
import { type Rule, Trigger } from "./trigger";
import { BINDING } from "./words";

/** What is to be done: a key of the page, named as in KeyboardEvent.key; a click on what a selector finds; or a call. */
export type PageAct = { readonly key: string } | { readonly click: string } | (() => void);

/** A rule, of which only the gesture must be said. */
export type PageRule = Pick<Rule, "on"> & Partial<Rule>;

const KNOWN = [...LABELS, ...MOVEMENTS].join(", ");
const USUAL = { dwellMs: 600, coolMs: 1000, repeat: false };

/**
 * Does `act` whenever `rule` is met by the `gesture` and `swipe` events of `source`; gives a function that ends it.
 *
 * Throws a TypeError at once where there is no such gesture or nothing to be done, and a DOMException where the selector
 * is none. What a selector does not find later is told on the console.
 */
export function bindAction(source: EventTarget, rule: PageRule, act: PageAct, page: Document = document): () => void {
  if (!isLabel(rule.on) && !isMovement(rule.on)) throw new TypeError(BINDING.on(rule.on, KNOWN));
  if (!isAct(act)) throw new TypeError(BINDING.act);
  if (typeof act === "object" && "click" in act) page.querySelector(act.click);
  const trigger = new Trigger({ ...USUAL, ...rule });
  const see = (event: Event): void => {
    const { way, hands, steady, confident } = (event as CustomEvent<GestureDetail>).detail;
    const shown = way === "hand" ? hands : [{ steady, confident }];
    if (trigger.see(shown, performance.now()).isDue) doIn(page, act);
  };
  const move = (event: Event): void => {
    const { movement } = (event as CustomEvent<SwipeDetail>).detail;
    const at = performance.now();
    trigger.restart(at);
    if (trigger.move(movement, at)) doIn(page, act);
  };
  source.addEventListener("gesture", see);
  source.addEventListener("swipe", move);
  return () => {
    source.removeEventListener("gesture", see);
    source.removeEventListener("swipe", move);
  };
}

/** Scripts have no types that say so. */
function isAct(act: unknown): act is PageAct {
  if (typeof act !== "object" || act === null) return typeof act === "function";
  const what: unknown = "key" in act ? act.key : "click" in act ? act.click : null;
  return typeof what === "string" && what !== "";
}

function doIn(page: Document, act: PageAct): void {
  if (typeof act === "function") act();
  else if ("key" in act) press(page, act.key);
  else click(page, act.click);
}

function click(page: Document, selector: string): void {
  const target = page.querySelector(selector);
  if (target instanceof HTMLElement) target.click();
  else console.warn(`gesture-camera: nothing in this page can be clicked as ${JSON.stringify(selector)}`);
}

/** Where the focus is. Browsers do nothing of their own at such a key: only the page's scripts hear it. */
function press(page: Document, key: string): void {
  const target = page.activeElement ?? page.body;
  for (const kind of ["keydown", "keyup"]) {
    target.dispatchEvent(new KeyboardEvent(kind, { key, bubbles: true, cancelable: true, composed: true }));
  }
}
