/** How the kernel gets into a bundle: kernel/*.ts (AssemblyScript) in, its WebAssembly in base64 out. */

import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import type { Plugin } from "vite";

type Target = "vectors" | "plain";

const NAME = "virtual:kernel/";
const FOLDER = fileURLToPath(new URL("kernel/", import.meta.url));
/** Says which AssemblyScript compiles. */
const LOCK = fileURLToPath(new URL("package-lock.json", import.meta.url));
const BUILD = fileURLToPath(new URL("build/", import.meta.url));
/** Python runs the first of them, which `npm run build-kernel` makes, too. */
const BUILT: Readonly<Record<Target, string>> = { vectors: "kernel.wasm", plain: "kernel-plain.wasm" };

/** Gives a text for each build: `virtual:kernel/vectors` needs a browser that has SIMD, `virtual:kernel/plain` does not. */
export function kernel(): Plugin {
  return {
    name: "kernel",
    resolveId: (id) => (id.startsWith(NAME) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${NAME}`)) return null;
      const sources = readdirSync(FOLDER).map((file) => FOLDER + file);
      for (const file of sources) this.addWatchFile(file);
      // Of the folder, too: from which a source may have gone.
      const newest = Math.max(...[...sources, FOLDER, LOCK].map((path) => statSync(path).mtimeMs));
      const binary = await built(id.endsWith("/vectors") ? "vectors" : "plain", newest);
      return `export default "${binary.toString("base64")}";`;
    },
  };
}

const compiling = new Map<string, Promise<Buffer>>();

/** The kernel as it was built of sources of which `newest` is the youngest, in milliseconds, or as it is built now. */
function built(target: Target, newest: number): Promise<Buffer> {
  const path = BUILD + BUILT[target];
  const madeAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (madeAt > newest) return Promise.resolve(readFileSync(path));
  // One run of Vite builds several workers of the same sources.
  const key = `${target} ${newest}`;
  const running = compiling.get(key) ?? compile(target).then((binary) => kept(path, binary));
  compiling.set(key, running);
  return running;
}

/** Under its name only when it is whole: others may build, too. */
function kept(path: string, binary: Uint8Array): Buffer {
  mkdirSync(BUILD, { recursive: true });
  const incoming = `${path}.${process.pid}`;
  writeFileSync(incoming, binary);
  renameSync(incoming, path);
  return Buffer.from(binary);
}

/** The options are those of kernel/asconfig.json, as for `npm run build-kernel`. Warnings are errors here too. */
async function compile(target: Target): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const config = ["--config", `${FOLDER}asconfig.json`, "--target", target];
  const { error, stderr } = await asc.main([`${FOLDER}index.ts`, ...config, "-o", "kernel.wasm"], {
    writeFile: (_, contents) => {
      if (typeof contents !== "string") binary = contents;
    },
  });
  const said = stderr.toString();
  if (error !== null || said !== "" || binary === undefined) throw error ?? new Error(said);
  return binary;
}
