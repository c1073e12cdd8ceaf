/** A model's files: the manifest's path in, verified bytes out; a wrong size or hash stops. */

import { type Manifest, type ModelFile, parseManifest } from "../shared/manifest";

export interface ModelFiles {
  readonly manifest: Manifest;
  /** Bytes of the network's files by name, each as long and with the SHA-256 that the manifest says. */
  readonly bytes: ReadonlyMap<string, ArrayBuffer>;
}

/** Reads one file beside the manifest. Throws when there is none. */
export type ReadFile = (name: string) => Promise<ArrayBuffer>;

/**
 * Reads the manifest and the network's files through `read`, and checks them. The golden answers and the model's
 * card are left where they are: together they are larger than the network, and recognising does not need them.
 *
 * Throws ShapeError on a bad manifest and Error on a file that is not the one that the manifest describes.
 */
export async function readModel(manifestName: string, read: ReadFile): Promise<ModelFiles> {
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(await read(manifestName))));
  const network = manifest.files.filter(({ path }) => path === manifest.graph.path || path.endsWith(".bin"));
  const entries = await Promise.all(network.map(async (file) => [file.path, await readFile(file, read)] as const));
  return { manifest, bytes: new Map(entries) };
}

/** Reads files over HTTP from the manifest's folder. */
export function overHttp(manifestPath: string): { name: string; read: ReadFile } {
  const slash = manifestPath.lastIndexOf("/") + 1;
  const folder = manifestPath.slice(0, slash);
  const read: ReadFile = async (name) => {
    const response = await fetch(folder + name, { credentials: "same-origin" });
    if (!response.ok)
      throw new Error(`The model's file ${name} could not be loaded (${response.status}). Reload the page.`);
    return response.arrayBuffer();
  };
  return { name: manifestPath.slice(slash), read };
}

/** Reads one file that a manifest lists. Throws an Error when it is not the one that the manifest describes. */
export async function readFile(file: ModelFile, read: ReadFile): Promise<ArrayBuffer> {
  const bytes = await read(file.path);
  if (bytes.byteLength === file.bytes && hex(await crypto.subtle.digest("SHA-256", bytes)) === file.sha256)
    return bytes;
  throw new Error(`The model's file ${file.path} is not the one that its manifest describes. Reload the page.`);
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
