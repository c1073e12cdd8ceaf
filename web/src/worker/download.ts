/** A model's files: the manifest's path in, verified bytes out; a wrong size or hash stops. */

import { type Manifest, type ModelFile, parseManifest } from "../shared/manifest";
import type { Progress } from "./progress";

/** A file that could not be had; the message says which, why and what to do. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

export interface ModelFiles {
  readonly manifest: Manifest;
  /** Bytes of the network's files by name, each as long and with the SHA-256 that the manifest says. */
  readonly bytes: ReadonlyMap<string, ArrayBuffer>;
}

/** Where a model's files come from. Both throw when there is no such file, or not the one that is described. */
export interface Source {
  manifest(): Promise<ArrayBuffer>;
  file(file: ModelFile): Promise<ArrayBuffer>;
}

/**
 * Reads the manifest and the network's files, and checks them. The golden answers and the model's card are left where
 * they are: together they are larger than the network, and recognising does not need them.
 *
 * Throws ShapeError on a bad manifest and Error on a file that is not the one that the manifest describes.
 */
export async function readModel(source: Source, progress?: Progress): Promise<ModelFiles> {
  const manifest = parseManifest(parsed(await source.manifest()));
  const network = manifest.files.filter(({ path }) => path === manifest.graph.path || path.endsWith(".bin"));
  for (const { path, bytes } of network) progress?.expect(path, bytes);
  const entries = await Promise.all(network.map(async (file) => [file.path, await source.file(file)] as const));
  return { manifest, bytes: new Map(entries) };
}

/** Reads the golden answers that a manifest names. */
export async function readGolden(manifest: Manifest, source: Source): Promise<unknown> {
  const file = manifest.files.find(({ path }) => path === manifest.golden);
  if (file === undefined) throw new DownloadError("The model comes without golden answers. Publish it again.");
  return JSON.parse(new TextDecoder().decode(await source.file(file)));
}

/** Files of a folder, read by `read` without any cache: tests and what runs outside the browser. */
export function fromFolder(read: (name: string) => Promise<ArrayBuffer>): Source {
  return {
    manifest: () => read("manifest.json"),
    file: async (file) => {
      const bytes = await read(file.path);
      await verify(file, bytes);
      return bytes;
    },
  };
}

/** The JSON that a manifest is. Throws DownloadError where it is something else, as a captive portal gives. */
export function parsed(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new DownloadError("What came instead of the model's manifest is none. Check the connection and try again.");
  }
}

/** Throws DownloadError on bytes that are not those of the file. */
export async function verify(file: ModelFile, bytes: ArrayBuffer): Promise<void> {
  if (bytes.byteLength === file.bytes && hex(await crypto.subtle.digest("SHA-256", bytes)) === file.sha256) return;
  throw new DownloadError(`The model's file ${file.path} is not the one that its manifest describes. Try again later.`);
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
