/** What the two ways from a frame to probabilities have in common. */

import type { FrameReply, FrameRequest } from "../../shared/messages";

export interface Pipeline {
  /** Does what the request asks with its picture, which stays open. A frame that is of no use is skipped. */
  run(request: FrameRequest): Promise<FrameReply>;
  /** Forgets what earlier frames told. */
  reset(): void;
}
