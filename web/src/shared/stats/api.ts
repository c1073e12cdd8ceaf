/** The stats page's part of the API: filters and what is known already in, figures that changed out. */

import type { Parse } from "../shape";
import { type Marked, Transport } from "../transport";
import { type Overview, parseOverview } from "./overview";

/** Reads an address again; null where nothing has changed since `etag`. Throws ApiError. */
export type Again<T> = (etag: string | null) => Promise<Marked<T> | null>;

/** Calls to the server. Every call throws ApiError when it fails. `query` is empty or begins with a question mark. */
export class StatsApi {
  private readonly server: Transport;

  /** `origin` empty means the page's own server. */
  constructor(origin = "") {
    this.server = new Transport(origin);
  }

  overview(query: string): Again<Overview> {
    return this.again(`/api/stats${query}`, parseOverview);
  }

  private again<T>(path: string, parse: Parse<T>): Again<T> {
    return (etag) => this.server.changed(path, (reply) => parse(reply, "reply"), etag);
  }
}
