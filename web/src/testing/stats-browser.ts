/** What jsdom lacks for the stats page: media queries and observers that never tell anything. */

import { vi } from "vitest";

export function stubBrowser(): void {
  vi.stubGlobal("matchMedia", () => new EventTarget());
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
    },
  );
}
