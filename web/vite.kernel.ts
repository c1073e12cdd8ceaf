/** How the kernel gets into a bundle: kernel/*.ts (AssemblyScript) in, its WebAssembly in base64 out. */

import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import type { Plugin } from "vite";

const NAME = "virtual:kernel/";
const FOLDER = fileURLToPath(new URL("kernel/", import.meta.url));

/** Gives a text for each build: `virtual:kernel/vectors` needs a browser that has SIMD, `virtual:kernel/plain` does not. */
export function kernel(): Plugin {
  return {
    name: "kernel",
    resolveId: (id) => (id.startsWith(NAME) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${NAME}`)) return null;
      const files = readdirSync(FOLDER).map((file) => FOLDER + file);
      for (const file of files) this.addWatchFile(file);
      const [vectors, plain] = await compiled(files.map((file) => statSync(file).mtimeMs).join());
      return `export default "${id.endsWith("/vectors") ? vectors : plain}";`;
    },
  };
}

let newest: { readonly stamp: string; readonly both: Promise<[string, string]> } | null = null;

/** One run of Vite builds several workers of the same sources. */
function compiled(stamp: string): Promise<[string, string]> {
  if (newest?.stamp !== stamp) newest = { stamp, both: Promise.all([compile("vectors"), compile("plain")]) };
  return newest.both;
}

/** The options are those of kernel/asconfig.json, as for `npm run build-kernel`. Warnings are errors here too. */
async function compile(target: "vectors" | "plain"): Promise<string> {
  let binary: Uint8Array | undefined;
  const config = ["--config", `${FOLDER}asconfig.json`, "--target", target];
  const { error, stderr } = await asc.main([`${FOLDER}index.ts`, ...config, "-o", "kernel.wasm"], {
    writeFile: (_, contents) => {
      if (typeof contents !== "string") binary = contents;
    },
  });
  const said = stderr.toString();
  if (error !== null || said !== "" || binary === undefined) throw error ?? new Error(said);
  return Buffer.from(binary).toString("base64");
}
