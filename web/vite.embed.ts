/** Builds the package gesture-camera after the pages: src/embed in, dist/embed with stable and hashed addresses out. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type ResolvedConfig } from "vite";
import { kernel } from "./vite.kernel.ts";
import { wasmBytes } from "./vite.wasm-bytes.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** TensorFlow.js lies in a file of its own, which stays the same from version to version. */
const engine = { groups: [{ name: "engine", test: /node_modules\/(?!comlink|idb)/ }] };
const worker = {
  format: "es" as const,
  plugins: () => [kernel()],
  rolldownOptions: { checks: { pluginTimings: false }, output: { comments: false, codeSplitting: engine } },
};

/** Writes the package below the pages whenever they are built; not for Node. */
export function embed(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "embed",
    apply: (_, { command, isSsrBuild }) => command === "build" && isSsrBuild !== true, // nor for tests
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle(error) {
      if (error === undefined) await buildEmbed(join(config.root, config.build.outDir, "embed"));
    },
  };
}

/** Writes the package into that folder. */
export async function buildEmbed(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: here("."),
    base: "./",
    publicDir: false,
    logLevel: "warn",
    plugins: [stableNames()],
    define: wasmBytes,
    worker,
    build: {
      target: "es2022",
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: here("src/embed/main.ts"),
        preserveEntrySignatures: "strict",
        output: { entryFileNames: "assets/gesture-camera-[hash].js", comments: false },
      },
    },
  });
}

/** Files whose names stay, which only name those whose names carry their hashes. */
function stableNames(): Plugin {
  return {
    name: "stable-names",
    generateBundle(_, bundle) {
      const names = Object.keys(bundle);
      const main = names.find((name) => /gesture-camera-[^/]+\.js$/.test(name));
      const guest = names.find((name) => /guest-[^/]+\.js$/.test(name));
      if (main === undefined || guest === undefined) throw new Error(`the package lacks a part: ${names.join(", ")}`);
      const lines = [`import { watchForTags } from "./${main}";`, `export * from "./${main}";`];
      const write = (fileName: string, source: string): void => void this.emitFile({ type: "asset", fileName, source });
      write("gesture-camera.js", `${lines.join("\n")}\nwatchForTags(import.meta.url);\n`);
      write("worker.js", `import "./${guest}";\n`);
    },
  };
}
