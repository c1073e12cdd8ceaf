/** The package by one script tag: `<script type="module" src="…/gesture-camera.js" data-source="ID">`. */

import { wordsOf } from "../shared/errors";
import { GestureCamera } from "./gesture-camera";
import { readAttributes } from "./options";
import { TAG } from "./words";

const known = new WeakSet<HTMLScriptElement>();

/**
 * Watches what the page's script tags of this address name by `data-source`, each once: to be called again where one was
 * added later. What is wrong is told in the console.
 */
export function watchForTags(address: string): void {
  if (typeof document === "undefined") return;
  for (const tag of document.scripts) {
    if (tag.src !== address || tag.dataset.source === undefined || known.has(tag)) continue;
    known.add(tag);
    whenRead(() => void watchFor(tag));
  }
}

async function watchFor(tag: HTMLScriptElement): Promise<void> {
  const source = find(tag.dataset.source ?? "");
  if (source === null) return;
  const options = readAttributes(tag, "data-", warn);
  try {
    const hands = await GestureCamera.create(options);
    const view = hands.makeShareView();
    if (view !== null) source.after(view);
    hands.watch(source);
  } catch (error) {
    const message = wordsOf(error);
    console.error(`gesture-camera: ${message}`);
    source.dispatchEvent(new CustomEvent("problem", { detail: { message, isOver: true }, bubbles: true }));
  }
}

function find(id: string): HTMLVideoElement | HTMLCanvasElement | null {
  const found = document.querySelectorAll(`[id="${CSS.escape(id)}"]`);
  const [first] = found;
  if (found.length > 1) warn(TAG.several(id));
  if (first instanceof HTMLVideoElement || first instanceof HTMLCanvasElement) return first;
  console.error(`gesture-camera: ${first === undefined ? TAG.none(id) : TAG.noPicture(id)}`);
  return null;
}

function warn(message: string): void {
  console.warn(`gesture-camera: ${message}`);
}

/** A module that is loaded with `async` may come before the elements that it is to watch. */
function whenRead(callback: () => void): void {
  if (document.readyState !== "loading") callback();
  else document.addEventListener("DOMContentLoaded", callback, { once: true });
}
