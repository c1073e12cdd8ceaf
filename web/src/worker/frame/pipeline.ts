/** What the ways from frame to probabilities have in common: a frame in, what is said of it out. */

import type { FrameReply, FrameRequest } from "../../shared/messages";

export interface Pipeline {
  /** Does what the request asks with its picture, which stays open. A frame that is of no use is skipped. */
  run(request: FrameRequest): Promise<FrameReply>;
  /** Forgets what earlier frames told. */
  reset(): void;
}
