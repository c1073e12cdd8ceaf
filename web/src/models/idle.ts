/** Puts off what can wait until the page has answered for a while and has nothing else to do. */

/** The first seconds belong to the person, and to the self-test of the model in use. */
const AFTER_MS = 4_000;

/** Does a step when there is time; where the browser does not say when that is, after a while. */
export function whenIdle(go: () => void): void {
  setTimeout(() => {
    if (typeof globalThis.requestIdleCallback === "function") requestIdleCallback(() => go());
    else go();
  }, AFTER_MS);
}

/** Whether the browser asks to load nothing that is not needed; not all of them say. */
export function savesData(browser: object): boolean {
  const { connection } = browser as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
