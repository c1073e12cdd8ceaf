/** Tells of swipes and waves: a `swipe` event on document, for whoever builds on the page, and a word on the picture. */

import { isMirrored } from "../../ui/mirror";
import { SWIPES } from "../../ui/words";
import type { GestureDetail } from "../gesture-event";
import { type Moved, Swipes } from "./swipes";

export type SwipeDetail = Moved;

const SHOWN_MS = 1200;

/** Watches the page's answers; each movement is shown on the picture. Background mode knows no points, so no swipes. */
export function watchSwipes(page: Document, now: () => number = () => performance.now()): void {
  const swipes = new Swipes();
  const word = page.createElement("p");
  word.className = "moved";
  word.setAttribute("role", "status");
  page.querySelector(".stage")?.append(word);
  let timer: ReturnType<typeof setTimeout> | undefined;
  page.addEventListener("gesture", (event) => {
    const { hands, totalMs, way } = (event as CustomEvent<GestureDetail>).detail;
    if (way !== "hand") return swipes.forget();
    const moved = swipes.take(hands, now() - totalMs, isMirrored(page)); // when the camera gave the frame
    if (moved === null) return;
    word.textContent = SWIPES[moved.movement];
    clearTimeout(timer);
    timer = setTimeout(() => word.replaceChildren(), SHOWN_MS);
    page.dispatchEvent(new CustomEvent<SwipeDetail>("swipe", { detail: moved }));
  });
}
