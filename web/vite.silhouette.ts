/** How the silhouette stage gets into a bundle: silhouette/*.ts (AssemblyScript) in, its WebAssembly in base64 out. */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import type { Plugin } from "vite";

const NAME = "virtual:silhouette";
const FOLDER = fileURLToPath(new URL("silhouette/", import.meta.url));
const OPTIONS = ["-O3", "--converge", "--runtime", "stub", "--noAssert", "--use", "abort="];

/** Gives `virtual:silhouette` two texts: `vectors` needs a browser that has SIMD, `plain` does not. */
export function silhouette(): Plugin {
  return {
    name: "silhouette",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null;
      for (const file of readdirSync(FOLDER)) this.addWatchFile(FOLDER + file);
      const [vectors, plain] = await Promise.all([compile("--enable", "simd"), compile()]);
      return `export const vectors = "${vectors}";\nexport const plain = "${plain}";`;
    },
  };
}

/** Warnings are errors here too. */
async function compile(...more: string[]): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([`${FOLDER}index.ts`, "-o", "silhouette.wasm", ...OPTIONS, ...more], {
    writeFile: (_, contents) => {
      if (typeof contents !== "string") binary = contents;
    },
  });
  const said = stderr.toString();
  if (error !== null || said !== "" || binary === undefined) throw error ?? new Error(said);
  return Buffer.from(binary).toString("base64");
}
