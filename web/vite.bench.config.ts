/** How the bench's worker is built: src/bench/worker.ts in, web/build/bench/worker.js out; no page links to it. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { kernel } from "./vite.kernel.ts";
import { wasmBytes } from "./vite.wasm-bytes.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "/bench/", // where tests/bench/browser.py puts it, at the server's own origin
  publicDir: false,
  plugins: [kernel()],
  define: wasmBytes,
  build: {
    target: "es2022",
    outDir: here("build/bench"),
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: here("src/bench/worker.ts"),
      output: { entryFileNames: "worker.js", comments: false },
    },
  },
});
