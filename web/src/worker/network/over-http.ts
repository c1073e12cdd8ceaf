/** Fetches a model over HTTP and keeps it for when there is no network. */

import { parseManifest } from "../../shared/manifest";
import { type ModelCache, placeOf } from "../../shared/model-cache";
import { parsed, type Source, verify } from "./download";
import { type FetchOptions, fetchFile } from "./fetching";
import type { Progress } from "./progress";

/**
 * Files over HTTP from the manifest's folder; each is kept once it is verified, and then comes from the cache.
 *
 * So a download that broke off goes on with the files that are missing, a file that an earlier model had too is not
 * fetched again, and a model works without a network.
 */
export function overHttp(
  manifestPath: string,
  cache: ModelCache,
  progress?: Progress,
  options: Pick<FetchOptions, "waits"> = {},
): Source {
  const folder = manifestPath.slice(0, manifestPath.lastIndexOf("/") + 1);
  const take = async (path: string, check: FetchOptions["verify"], place = path): Promise<ArrayBuffer> => {
    const name = path.slice(folder.length);
    const kept = await fromCache(place, cache, check);
    if (kept !== null) progress?.show(name, kept.byteLength);
    if (kept !== null) return kept;
    const onBytes = (bytes: number): void => progress?.show(name, bytes);
    const bytes = await fetchFile(path, { ...options, onBytes, ...(check && { verify: check }) });
    void cache.keep(place, bytes);
    return bytes;
  };
  return {
    manifest: () => take(manifestPath, async (bytes) => void parseManifest(parsed(bytes))),
    file: (file) => take(folder + file.path, (bytes) => verify(file, bytes), placeOf(file)),
  };
}

async function fromCache(path: string, cache: ModelCache, check: FetchOptions["verify"]): Promise<ArrayBuffer | null> {
  const kept = await cache.read(path);
  if (kept === null) return null;
  try {
    await check?.(kept);
    return kept;
  } catch {
    await cache.drop(path); // a disk that forgets, or a manifest that was published again under its old name
    return null;
  }
}
