/** Opens the native dialogs by their buttons, and closes them by those and by clicks beside them. */

import { element } from "./element";
import { DETAILS } from "./words/details";

/** Lets [data-opens] open the dialog that it names, and every [data-close] and every click beside a dialog close it. */
export function listenForDialogButtons(page: Document): void {
  page.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opens = event.target.closest<HTMLElement>("[data-opens]")?.dataset.opens;
    if (opens !== undefined) return element(page, opens, HTMLDialogElement).showModal();
    const beside = event.target instanceof HTMLDialogElement && isBeside(event.target, event);
    if (beside || event.target.closest("[data-close]") !== null) event.target.closest("dialog")?.close();
  });
}

/** Whether a dialog is open that keeps the page from being used. */
export function isDialogOpen(page: Document): boolean {
  return page.querySelector("dialog[open]") !== null;
}

/** A click on the backdrop is a click on the dialog, outside of what is seen of it. */
function isBeside(dialog: HTMLDialogElement, { clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** Where the script of a dialog cannot be fetched. */
export const NOT_LOADED = DETAILS.notLoaded;
