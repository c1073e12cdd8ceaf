/** Saves a file by the browser's download. */

import { make } from "./make";

/** Lets the browser save it, as if somebody had pressed a link. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be reading it
}
