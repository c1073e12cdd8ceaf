/** The stats page's part of the API: filters and what is known already in, figures that changed out. */

import { asJson, type Marked, Transport } from "../../api/transport";
import type { Parse } from "../shape";
import { flag } from "../strict";
import { type Activity, parseActivity } from "./activity";
import { type Best, parseBest } from "./best";
import { type Decisions, parseDecisions } from "./decisions";
import { type Mistakes, parseMistakes } from "./mistakes";
import { type Overview, parseOverview } from "./overview";
import { parseQuality, type Quality } from "./quality";
import { parseShadow, type Shadow } from "./shadow";
import { parseSpeed, type Speed } from "./speed";

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

  models(query: string): Again<Best> {
    return this.again(`/api/stats/models${query}`, parseBest);
  }

  activity(query: string): Again<Activity> {
    return this.again(`/api/stats/activity${query}`, parseActivity);
  }

  quality(query: string): Again<Quality> {
    return this.again(`/api/stats/quality${query}`, parseQuality);
  }

  speed(query: string): Again<Speed> {
    return this.again(`/api/stats/speed${query}`, parseSpeed);
  }

  shadow(query: string): Again<Shadow> {
    return this.again(`/api/stats/shadow${query}`, parseShadow);
  }

  /** Nothing filters them. */
  decisions(): Again<Decisions> {
    return this.again("/api/stats/decisions", parseDecisions);
  }

  /** Whether whoever is logged in is the administrator; asks nothing that would be refused. */
  async isAdministrator(): Promise<boolean> {
    const isSomebody = await this.server.json("GET", "/api/session", ({ name }) => name !== null);
    if (!isSomebody) return false;
    return this.server.json("GET", "/api/account", ({ administrator }) => flag(administrator, "reply.administrator"));
  }

  /** For the administrator alone; 403 for everybody else. */
  mistakes(query: string): Again<Mistakes> {
    return this.again(`/api/stats/mistakes${query}`, parseMistakes);
  }

  /** Says what a sample really showed. */
  async correct(sampleId: string, label: string): Promise<void> {
    await this.server.send("PUT", `/api/stats/mistakes/${sampleId}`, asJson({ label: label }));
  }

  private again<T>(path: string, parse: Parse<T>): Again<T> {
    return (etag) => this.server.changed(path, (reply) => parse(reply, "reply"), etag);
  }
}
