/** Builds the service worker after the pages: the files that Vite wrote in, sw.js with their names and hashes out. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type ResolvedConfig } from "vite";

/** One file as Workbox wants it described; a hashed name needs no revision, so that the HTTP cache may give it. */
interface Kept {
  readonly url: string;
  readonly revision: string | null;
  readonly integrity: string;
}

const ENTRY = fileURLToPath(new URL("src/service-worker/main.ts", import.meta.url));
const OUTPUT = "sw.js";
/** Browsers ask for it at each visit. */
const USUAL_ICON = "icons/icon-192.png";

/** Writes sw.js beside the pages whenever they are built; not for Node. */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "service-worker",
    apply: (_, { command, isSsrBuild }) => command === "build" && isSsrBuild !== true, // nor for tests
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle(error) {
      if (error !== undefined) return; // what failed to build must not be kept
      const folder = join(config.root, config.build.outDir);
      await build({
        configFile: false,
        root: config.root,
        publicDir: false,
        logLevel: "warn",
        define: {
          __KEPT__: JSON.stringify(keptFiles(folder)),
          "process.env.NODE_ENV": JSON.stringify("production"),
        },
        build: {
          target: config.build.target,
          outDir: folder,
          emptyOutDir: false,
          rolldownOptions: { input: ENTRY, output: { format: "iife", entryFileNames: OUTPUT } },
        },
      });
    },
  };
}

/**
 * What reads PDFs is large, and few people present slides: it is fetched when they do. The package gesture-camera is for
 * other pages, its examples for who makes them, and the window that asks for samples is of no use without a network.
 */
const NOT_OF_THE_PAGE = /^(embed\/|(assets\/)?(examples|share)[./-]|(assets\/)?pdf[-/])/;

/** Everything in the folder but the service worker itself, and what only whoever installs the page, or presents, needs. */
export function keptFiles(folder: string): Kept[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter(
      (path) => path !== OUTPUT && (!path.startsWith("icons/") || path === USUAL_ICON) && !NOT_OF_THE_PAGE.test(path),
    )
    .sort()
    .map((path) => describe(path, readFileSync(join(folder, path))));
}

function describe(path: string, content: Buffer): Kept {
  const digest = createHash("sha256").update(content).digest("base64");
  const revision = path.startsWith("assets/") ? null : digest;
  return { url: path, revision, integrity: `sha256-${digest}` };
}
