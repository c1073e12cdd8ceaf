/** Offers a new version of the page; it never reloads by itself. */

import { element } from "./element";

/** Beside the pages: what it serves are the addresses below its own. */
const SCRIPT = "sw.js";
const CHECK_EVERY_MS = 3_600_000;
/**
 * A new service worker takes over in milliseconds, on a busy device in seconds; a page that waits for one in vain reloads
 * all the same. One that reloads before may be given the old version again.
 */
const TAKE_OVER_MS = 15_000;

export interface UpdateParts {
  readonly page: Document;
  /** Where service workers are registered; undefined where the browser has none, or the address is not secure. */
  readonly workers: ServiceWorkerContainer | undefined;
  /** Resolves once everything that waits to be sent is stored. */
  readonly saved: () => Promise<void>;
  readonly reload: () => void;
}

export class Updates {
  private readonly offer: HTMLElement;
  private waiting: ServiceWorker | null = null;
  /** Whether a person agreed to reload. */
  private agreed = false;
  private started: Promise<boolean> | null = null;

  constructor(private readonly parts: UpdateParts) {
    this.offer = element(parts.page, "update", HTMLElement);
    element(parts.page, "update-now", HTMLButtonElement).addEventListener("click", () => void this.takeOver());
    element(parts.page, "update-later", HTMLButtonElement).addEventListener("click", () => this.show(false));
    if (parts.workers !== undefined) this.follow(parts.workers); // another tab may agree while this one still loads
    // Another tab has brought the new version in, and this one misses a part of its own that it had not loaded yet.
    parts.page.defaultView?.addEventListener("vite:preloadError", () => this.show(true));
  }

  /** Keeps the page's files for when there is no network, from now on. False where the browser does not allow it. */
  start(): Promise<boolean> {
    this.started ??= this.register();
    return this.started;
  }

  private async register(): Promise<boolean> {
    const { workers } = this.parts;
    if (workers === undefined) return false;
    try {
      const registration = await workers.register(SCRIPT, { updateViaCache: "none" });
      this.watch(registration, workers);
      await workers.ready;
      return true;
    } catch {
      return false; // storage is forbidden or full: the page works as it did before, with the network
    }
  }

  private watch(registration: ServiceWorkerRegistration, workers: ServiceWorkerContainer): void {
    const look = (): void => {
      if (registration.waiting === null || workers.controller === null) return;
      this.waiting = registration.waiting;
      this.show(true);
    };
    look();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
    const check = (): void => {
      if (this.parts.page.visibilityState === "visible") registration.update().catch(() => undefined); // offline
    };
    setInterval(check, CHECK_EVERY_MS);
    this.parts.page.defaultView?.addEventListener("online", check);
  }

  /** The first service worker takes over in silence; a later one because a person agreed, here or in another tab. */
  private follow(workers: ServiceWorkerContainer): void {
    let isFirst = workers.controller === null;
    workers.addEventListener("controllerchange", () => {
      if (this.agreed) this.parts.reload();
      else if (!isFirst) this.show(true);
      isFirst = false;
    });
  }

  private async takeOver(): Promise<void> {
    if (this.agreed) return;
    this.agreed = true;
    await this.parts.saved();
    if (this.waiting?.state !== "installed") return this.parts.reload();
    setTimeout(() => this.parts.reload(), TAKE_OVER_MS);
    this.waiting.postMessage("take-over");
  }

  private show(isOffered: boolean): void {
    this.offer.hidden = !isOffered;
  }
}

/** The page's version, which is the hash in the name of its script, and whether it opens without a network. */
export function versionWords(script: string, worksOffline: boolean): string {
  const version = /-([\w-]{8})\.js$/.exec(new URL(script).pathname)?.[1] ?? "not built";
  return `${version}, ${worksOffline ? "opens without a network" : "needs the network"}`;
}
