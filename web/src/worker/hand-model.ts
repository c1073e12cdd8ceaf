/** A model that sees the hand itself: its verified files in; finder, backbone and head, loaded and warm, out. */

import type { HandManifest } from "../shared/manifest";
import type { ModelFiles } from "./download";
import { Finder } from "./finder";
import { bytesOf } from "./graph";
import { HandNetwork } from "./hand-network";
import { Head } from "./head";

export class HandModel {
  readonly way = "hand";

  private constructor(
    readonly manifest: HandManifest,
    readonly finder: Finder,
    readonly network: HandNetwork,
    readonly head: Head,
    private readonly owns = true,
  ) {}

  /** Throws, and keeps nothing, where a part is not as the manifest says, or the parts do not belong together. */
  static load(files: ModelFiles<HandManifest>): HandModel {
    const { manifest, bytes } = files;
    const head = Head.parse(JSON.parse(new TextDecoder().decode(bytesOf(bytes, manifest.head))), manifest);
    const network = HandNetwork.load(files);
    try {
      return new HandModel(manifest, Finder.load(files), network, head);
    } catch (error) {
      network.dispose();
      throw error;
    }
  }

  /** Another head (head.json) on this model's networks, which stay this one's. Throws ShapeError where it does not fit. */
  withHead(head: unknown, manifest: HandManifest): HandModel {
    return new HandModel(manifest, this.finder, this.network, Head.parse(head, manifest), false);
  }

  /** Frees the weights, where they are its own. */
  dispose(): void {
    if (!this.owns) return;
    this.finder.dispose();
    this.network.dispose();
  }
}
