/** How the pages are built and tested: web/ in, web/dist with hashed assets out. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { ByEnvironment } from "./vite.by-environment.ts";
import { embed } from "./vite.embed.ts";
import { kernel } from "./vite.kernel.ts";
import { pdfParts } from "./vite.pdf-parts.ts";
import { serviceWorker } from "./vite.service-worker.ts";
import { wasmBytes } from "./vite.wasm-bytes.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./", // the server may answer below a path, such as /gesture/
  plugins: [pdfParts(), serviceWorker(), embed(), kernel()],
  define: wasmBytes,
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy allows no data: URLs
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600, // kB; the reader of PDFs, which only who opens one fetches, has 500
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: Object.fromEntries(["index", "stats", "examples", "share"].map((name) => [name, here(`${name}.html`)])),
    },
  },
  worker: {
    format: "es",
    plugins: () => [kernel()],
    // A third of TensorFlow.js is the heads of its files.
    rolldownOptions: { checks: { pluginTimings: false }, output: { comments: false } },
  },
  test: {
    dir: here("src"),
    testTimeout: 60_000, // for busy machines; a quiet one needs four seconds for the slowest
    pool: "threads",
    maxWorkers: 2,
    isolate: false, // half the time; what a file leaves behind would show: `npx vitest run --sequence.shuffle`
    restoreMocks: true,
    setupFiles: here("src/testing/each-file.ts"),
    sequence: { sequencer: ByEnvironment },
  },
});
