/** Finds elements by id; a page that lacks one is a programming error. */

/** The element with this id. Throws when there is none, or none of this type. */
export function element<T extends HTMLElement>(root: Document, id: string, type: new () => T): T {
  const found = root.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} with the id ${id}`);
  return found;
}

/** Sets the text where it differs: a live region reads out every change, even one to the same words. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
