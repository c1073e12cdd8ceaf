/** What the service worker keeps: every file of the built pages with its hash, without the wasm that is never run. */

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptFiles } from "../../vite.service-worker";
import { neededFiles } from "./needed";

const PUBLIC = join(import.meta.dirname, "../../public");
/** Fetched by those few who need them. */
const NOT_KEPT = ["sw.js", "icons/icon-512.png", "assets/pdf-deck-abcdefgh.js", "pdf/font.bin"];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pages-"));
  mkdirSync(join(folder, "assets"));
  mkdirSync(join(folder, "icons"));
  mkdirSync(join(folder, "pdf"));
  for (const path of ["index.html", "assets/main-abcdefgh.js", "icons/icon-192.png", ...NOT_KEPT]) {
    writeFileSync(join(folder, path), path);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

const integrityOf = (content: string): string => `sha256-${createHash("sha256").update(content).digest("base64")}`;

test("all but the service worker itself, large icons and what reads PDFs, each with its hash", () => {
  expect(keptFiles(folder)).toEqual([
    { url: "assets/main-abcdefgh.js", revision: null, integrity: integrityOf("assets/main-abcdefgh.js") },
    expect.objectContaining({ url: "icons/icon-192.png", integrity: integrityOf("icons/icon-192.png") }),
    expect.objectContaining({ url: "index.html", integrity: integrityOf("index.html") }),
  ]);
});

test("a file without a hash in its name has a revision that changes with it", () => {
  const revision = (): string | null | undefined => keptFiles(folder).find(({ url }) => url === "index.html")?.revision;
  const before = revision();
  writeFileSync(join(folder, "index.html"), "another page");
  expect(before).toBeTruthy();
  expect(revision()).not.toBe(before);
});

test("of the two wasm files only the one that the browser runs", () => {
  const [plain, simd, page] = [
    "assets/tfjs-backend-wasm-BIA8cDLW.wasm",
    "assets/tfjs-backend-wasm-simd-BrM3BlWr.wasm",
    "index.html",
  ].map((url) => ({ url }));
  const all = [plain, simd, page] as { url: string }[];
  expect(neededFiles(all, true)).toEqual([simd, page]);
  expect(neededFiles(all, false)).toEqual([plain, page]);
  expect(neededFiles(all)).toEqual([simd, page]); // Node knows vectors
});

test("the web manifest names icons that are there, of the sizes that it says", () => {
  const manifest = JSON.parse(readFileSync(join(PUBLIC, "manifest.webmanifest"), "utf8")) as {
    icons: { src: string; sizes: string; purpose: string }[];
    start_url: string;
    display: string;
  };
  expect([manifest.start_url, manifest.display]).toEqual(["./", "standalone"]);
  expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
    "192x192 any",
    "512x512 any",
    "512x512 maskable",
  ]);
  for (const { src, sizes } of manifest.icons) {
    const png = readFileSync(join(PUBLIC, src));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
  }
});
