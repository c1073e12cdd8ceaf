/** What a page that embeds the package is told of sharing. */

import type { SiteLevel } from "../../shared/share-messages";

/** What a person allowed, as long as they do. */
export interface Shared {
  /** What is sent: points of hands, or also the camera's pictures of them. */
  readonly level: SiteLevel;
  /** The server takes nothing after that. */
  readonly until: Date;
  /** Comes when nothing is sent any more, and says why. */
  readonly ended: Promise<string>;
  /** Stops, and has the server forget that it was allowed. */
  stop(): void;
}
