/**
 * The service worker: serves the page's own files from the copies that were kept at its installation.
 *
 * It answers nothing else: not the API, whose answers are a person's own, and not the models, which the recogniser
 * keeps once it has verified them. Each file is kept only with the hash that the build wrote down, so that neither an
 * error page nor a captive portal's can take its place; if one cannot be had, the version in use stays whole.
 */

import { cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from "workbox-precaching";
import { neededFiles } from "./needed";

declare const self: ServiceWorkerGlobalScope;
/** Written by the build: every file of the pages. */
declare const __KEPT__: readonly PrecacheEntry[];

cleanupOutdatedCaches();
precacheAndRoute(neededFiles(__KEPT__), { ignoreURLParametersMatching: [/./] });

// A page that opened before its first service worker needs its files when the network goes, too.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A new version waits until a person has agreed to reload.
self.addEventListener("message", ({ data }: ExtendableMessageEvent) => {
  if (data === "take-over") void self.skipWaiting();
});
