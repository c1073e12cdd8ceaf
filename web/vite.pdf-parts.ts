/** Puts beside the pages what pdf.js asks for while it reads a PDF: character maps, fonts, and decoders of pictures. */

import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin, ResolvedConfig } from "vite";

const PACKAGE = fileURLToPath(new URL("node_modules/pdfjs-dist", import.meta.url));
/** Each is a folder of the package, and of web/dist/pdf. */
const FOLDERS = ["cmaps", "standard_fonts", "wasm"];

/** Copies them whenever the pages are built; not for Node. */
export function pdfParts(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "pdf-parts",
    apply: (_, { isSsrBuild }) => isSsrBuild !== true,
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle() {
      for (const folder of FOLDERS) {
        cpSync(join(PACKAGE, folder), join(config.root, config.build.outDir, "pdf", folder), {
          recursive: true,
          filter: (path) => !/quickjs|nowasm/.test(path), // scripts of PDFs are not run, and every browser has wasm
        });
      }
    },
  };
}
