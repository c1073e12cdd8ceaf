/** Puts the pages' own HTML into jsdom. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";

/** Puts the body of web/<name> into the document, as a browser would. */
export function openPage(name: "index.html" | "stats.html" | "share.html"): void {
  const html = readFileSync(join(import.meta.dirname, "../..", name), "utf8");
  const parsed = new DOMParser().parseFromString(html, "text/html");
  document.body.replaceWith(document.adoptNode(parsed.body));
}

/** The text of an element of the page, without the spaces around it. */
export function textOf(id: string): string {
  return document.getElementById(id)?.textContent?.trim() ?? `no element ${id}`;
}

export function stubBrowser(): void {
  vi.stubGlobal("matchMedia", () => new EventTarget());
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
    },
  );
}
