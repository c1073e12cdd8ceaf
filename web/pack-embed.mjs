/** Makes the npm package gesture-camera of what `vite build` wrote: node pack-embed.mjs FOLDER, where the .tgz goes. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const BUILT = here("dist/embed");
const PACKAGE = here("build/gesture-camera");
/** Where TypeScript writes the types of all that the package is made of. */
const TYPES = here("build/embed-types");

if (process.argv.length !== 3) fail("Give the folder for the package: node pack-embed.mjs FOLDER");
if (!existsSync(join(BUILT, "gesture-camera.js")))
  fail("There is no web/dist/embed. Run `npm run build` in web first.");
const to = resolve(process.argv[2]);
mkdirSync(to, { recursive: true });
for (const folder of [PACKAGE, TYPES]) rmSync(folder, { recursive: true, force: true });
cpSync(BUILT, PACKAGE, { recursive: true });
cpSync(here("src/embed/package.json"), join(PACKAGE, "package.json"));
cpSync(here("../LICENSE"), join(PACKAGE, "LICENSE"));
cpSync(here("../NOTICE"), join(PACKAGE, "NOTICE"));
cpSync(here("../docs/embed.md"), join(PACKAGE, "README.md"));
const compiler = here("node_modules/@typescript/native/bin/tsc");
execFileSync("node", [compiler, "-p", here("tsconfig.embed.json"), "--outDir", TYPES], { stdio: "inherit" });
keepTypes("embed/main");
const packed = execFileSync("npm", ["pack", PACKAGE, "--silent", "--pack-destination", to], { encoding: "utf8" });
console.log(join(to, packed.trim()));

/** Keeps the types of a module and of what it names, each import with the extension that Node's resolution asks for. */
function keepTypes(module, kept = new Set()) {
  if (kept.has(module)) return;
  kept.add(module);
  const text = readFileSync(join(TYPES, `${module}.d.ts`), "utf8");
  const target = join(PACKAGE, "types", `${module}.d.ts`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text.replaceAll(/(from "|import\(")(\.[^"]+)"/g, '$1$2.js"'));
  for (const [, , path] of text.matchAll(/(from "|import\(")(\.[^"]+)"/g)) keepTypes(join(dirname(module), path), kept);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
