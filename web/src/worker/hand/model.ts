/** Loads the finder, backbone and head of a model that sees the hand itself. */

import type { HandManifest } from "../../shared/manifest";
import type { ModelFiles } from "../network/download";
import { bytesOf } from "../network/graph";
import { Finder } from "./finder";
import type { Head } from "./head";
import { provenHead } from "./head-golden";
import { HandNetwork } from "./network";

/** Finder and backbone, which all models with the same files share; the last of them that is done frees the weights. */
interface Networks {
  readonly finder: Finder;
  readonly network: HandNetwork;
  users: number;
}

export class HandModel {
  readonly way = "hand";
  private isDone = false;

  private constructor(
    readonly manifest: HandManifest,
    readonly head: Head,
    private readonly networks: Networks,
  ) {
    networks.users++;
  }

  get finder(): Finder {
    return this.networks.finder;
  }

  get network(): HandNetwork {
    return this.networks.network;
  }

  /** Builds the model. Throws, and keeps nothing, where a part is not as the manifest says or does not fit the others. */
  static load(files: ModelFiles<HandManifest>): HandModel {
    const { manifest, bytes } = files;
    const head: unknown = JSON.parse(new TextDecoder().decode(bytesOf(bytes, manifest.head)));
    return new HandModel(manifest, provenHead(head, manifest), load(files));
  }

  /** Another head (head.json) on this model's networks. Throws as provenHead does. */
  withHead(head: unknown, manifest: HandManifest): HandModel {
    return new HandModel(manifest, provenHead(head, manifest), this.networks);
  }

  /** Frees the weights, unless another model has them too. */
  dispose(): void {
    if (this.isDone) return;
    this.isDone = true;
    this.networks.users--;
    if (this.networks.users > 0) return;
    this.finder.dispose();
    this.network.dispose();
  }
}

/** Whether two models see the same of every frame, and differ in their heads at most. */
export function hasSameNetworks(a: HandManifest, b: HandManifest): boolean {
  return describe(a) === describe(b);
}

function describe({ finder, backbone, files }: HandManifest): string {
  const isPart = (path: string): boolean => path.endsWith(".bin") || path === finder.graph || path === backbone.graph;
  const parts = files.filter(({ path }) => isPart(path)).map(({ path, sha256 }) => `${path} ${sha256}`);
  return JSON.stringify([finder, backbone, parts.sort()]);
}

function load(files: ModelFiles<HandManifest>): Networks {
  const network = HandNetwork.load(files);
  try {
    return { network, finder: Finder.load(files), users: 0 };
  } catch (error) {
    network.dispose();
    throw error;
  }
}
