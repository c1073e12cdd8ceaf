/** Loads what a challenger is: another head on the backbone in use. */

import type { HandManifest } from "../shared/manifest";
import { ModelCache } from "../shared/model-cache";
import type { Head } from "./hand/head";
import { provenHead } from "./hand/head-golden";
import { hasSameNetworks } from "./hand/model";
import { readHead, readManifest } from "./network/download";
import { overHttp } from "./network/over-http";
import { checkAddress, type Model } from "./tested";

export interface Challenger {
  readonly manifest: HandManifest;
  readonly head: Head;
}

/**
 * Reads a challenger's manifest and head, which are kept by the browser's own cache at most: without a network nothing
 * is compared. Throws where it is not a head on the champion's backbone, or does not give its golden answers here.
 */
export async function readChallenger(
  champion: Model | null,
  manifestPath: string,
  waits?: readonly number[],
): Promise<Challenger> {
  const source = overHttp(manifestPath, new ModelCache(null), undefined, waits && { waits });
  const manifest = await readManifest(source);
  checkAddress(manifest, manifestPath);
  if (manifest.way !== "hand" || champion?.way !== "hand" || !hasSameNetworks(champion.manifest, manifest)) {
    throw new Error("it looks at other pictures than the model in use");
  }
  return { manifest, head: provenHead(await readHead(manifest, source), manifest) };
}
