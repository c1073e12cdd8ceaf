/** Reads a model's files; a wrong size or hash stops. */

import { type HandManifest, type Manifest, type ModelFile, parseManifest } from "../../shared/manifest";
import type { Bytes } from "./graph";
import type { Progress } from "./progress";

/** A file that could not be had; the message says which, why and what to do. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

/** A part of the program that is fetched only when it is needed. Throws DownloadError where it cannot be had. */
export async function fetched<T>(part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    throw new DownloadError("A part of the page could not be fetched. Check the connection and try again.", { cause });
  }
}

export interface ModelFiles<M extends Manifest = Manifest> {
  readonly manifest: M;
  /** Bytes of the network's files by name, each as long and with the SHA-256 that the manifest says. */
  readonly bytes: Bytes;
}

/** Where a model's files come from. Both throw when there is no such file, or not the one that is described. */
export interface Source {
  manifest(): Promise<ArrayBuffer>;
  file(file: ModelFile): Promise<ArrayBuffer>;
}

/** Reads the manifest. Throws ShapeError on a bad one. */
export async function readManifest(source: Source): Promise<Manifest> {
  return parseManifest(parsed(await source.manifest()));
}

/**
 * Reads the files of a manifest's networks, and checks them. The golden answers and the model's card are left where
 * they are: together they are larger than the network, and recognising does not need them.
 *
 * Throws DownloadError on a file that is not the one that the manifest describes.
 */
export async function readNetworks<M extends Manifest>(
  manifest: M,
  source: Source,
  progress?: Progress,
): Promise<ModelFiles<M>> {
  const files = manifest.files.filter(({ path }) => namesOf(manifest).includes(path) || path.endsWith(".bin"));
  for (const { path, bytes } of files) progress?.expect(path, bytes);
  const entries = await Promise.all(files.map(async (file) => [file.path, await source.file(file)] as const));
  return { manifest, bytes: new Map(entries) };
}

/** The manifest and the files of its networks. */
export async function readModel(source: Source, progress?: Progress): Promise<ModelFiles> {
  return readNetworks(await readManifest(source), source, progress);
}

/** Files that say what is computed; their weights, all other shards, are in files that end in .bin. */
function namesOf(manifest: Manifest): readonly string[] {
  if (manifest.way === "silhouette") return [manifest.graph.path];
  return [manifest.finder.graph, manifest.backbone.graph, manifest.head];
}

/** Reads the golden answers that a manifest names. */
export async function readGolden(manifest: Manifest, source: Source): Promise<unknown> {
  const file = manifest.files.find(({ path }) => path === manifest.golden);
  if (file === undefined) throw new DownloadError("The model comes without golden answers. Publish it again.");
  return readJson(file, source);
}

/** Reads the head that a manifest of hands names. */
export async function readHead(manifest: HandManifest, source: Source): Promise<unknown> {
  return readJson(manifest.files.find(({ path }) => path === manifest.head) as ModelFile, source); // the manifest has it
}

async function readJson(file: ModelFile, source: Source): Promise<unknown> {
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
  if (bytes.byteLength === file.bytes && (await hexOfSha256(bytes)) === file.sha256) return;
  throw new DownloadError(`The model's file ${file.path} is not the one that its manifest describes. Try again later.`);
}

/** The digest in 64 lower-case hexadecimal digits. */
export async function hexOfSha256(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
