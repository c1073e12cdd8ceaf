/** What hands are called and look like on the page: labels, and the own gestures that are in use. */

import { isLabel, WORDS } from "../../shared/gestures";
import { asHeld } from "../../shared/hand-numbers";
import type { Named, OwnId, OwnName } from "../../shared/messages";
import { drawBones } from "./bones";

/** Pixels of a drawn hand's side: sharp where it is largest. */
const SIDE = 128;
const BRUSH = { line: "#7bd8c7", joint: "#ffffff", edge: "#000000", width: 3 };

export class OwnWords {
  private known = new Map<OwnId, OwnName>();

  /** These are in use from now on, and no others. */
  use(own: readonly OwnName[]): void {
    this.known = new Map(own.map((each) => [each.id, each]));
  }

  /** Those in use, in the order of their probabilities. */
  get all(): readonly OwnName[] {
    return [...this.known.values()];
  }

  of(named: Named): string {
    return isLabel(named) ? WORDS[named] : (this.known.get(named)?.name ?? "");
  }

  /** Shows its picture in an element of the class `picture`; nothing changes where it is shown already. */
  picture(place: HTMLElement, named: Named): void {
    if (place.dataset.gesture === named) return;
    place.dataset.gesture = named;
    const own = isLabel(named) ? undefined : this.known.get(named);
    place.classList.toggle("own", own !== undefined);
    place.replaceChildren(...(own === undefined ? [] : [pictureOf(place.ownerDocument, own)]));
  }
}

/** An own gesture's emoji, or else its hand, drawn. */
export function pictureOf(page: Document, { emoji, hand }: Pick<OwnName, "emoji" | "hand">): HTMLElement {
  if (emoji === null) return drawnHand(page, hand);
  return Object.assign(page.createElement("span"), { textContent: emoji });
}

/** A hand of these numbers, as it was held; screen readers are told of it elsewhere. */
export function drawnHand(page: Document, hand: Uint8Array): HTMLCanvasElement {
  const canvas = page.createElement("canvas");
  Object.assign(canvas, { width: SIDE, height: SIDE, className: "hand drawn", ariaHidden: "true" });
  const context = canvas.getContext("2d", { alpha: false });
  if (context !== null) drawBones(context, asHeld(hand), SIDE, BRUSH);
  return canvas;
}
