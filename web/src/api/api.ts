/** The server's API as far as recognising and sending need it: typed calls in, typed replies or an ApiError out. */

import {
  type Account,
  CONSENT_VERSION,
  type Consent,
  type ConsentLevel,
  parseAccount,
  parseConsent,
} from "../shared/account";
import { WAYS, type Way } from "../shared/manifest";
import type { ModelLink } from "../shared/model-cache";
import { type Fields, finite, flag, integer, list, oneOf, record, text } from "../shared/strict";
import { BATCH_TYPE, encodeBatch, type SampleWithPicture } from "./batch";
import { asJson, read, Transport } from "./transport";

export { ApiError } from "./transport";

export interface Login extends Account {
  readonly registered: boolean;
}

/** A model that may answer beside the current one of its way, unseen, on so large a share of frames, 0 … 1. */
export interface ChallengerLink extends ModelLink {
  readonly way: Way;
  readonly share: number;
}

/** The models in use, one of each way; null: there is none of that way. */
export interface CurrentModels {
  readonly hand: ModelLink | null;
  readonly silhouette: ModelLink | null;
  /** null: nothing is compared. */
  readonly challenger: ChallengerLink | null;
}

/** What became of a model on this page. */
export interface ModelReport {
  readonly modelId: string;
  /** `unloaded`: it could not be had, which says nothing of it; `slower`: answers come at most half as often. */
  readonly outcome: "running" | "wrong" | "unloaded" | "slower";
  /** What computes, in words; null before the first model. */
  readonly backend: string | null;
  /** Answers a second before and after it came; only of `slower`. */
  readonly fps: { readonly before: number; readonly after: number } | null;
}

export interface SampleResult {
  readonly sampleId: string;
  readonly status: "stored" | "duplicate" | "refused";
  readonly reason: string | null;
}

/** Calls to the server. Every call throws ApiError when it fails. */
export class Api {
  private readonly server: Transport;

  /** `origin` empty means the page's own server. */
  constructor(origin = "") {
    this.server = new Transport(origin);
  }

  /** Logs in, or registers a name that is new. */
  async logIn(name: string, password: string, remember: boolean): Promise<Login> {
    const credentials = { name, password, remember };
    return this.server.json(
      "POST",
      "/api/session",
      (reply) => ({ ...parseAccount(reply), registered: flag(reply.registered, "reply.registered") }),
      credentials,
    );
  }

  /** Who is logged in, or null. */
  async session(): Promise<Account | null> {
    return this.server.json("GET", "/api/session", (reply) => (reply.name === null ? null : parseAccount(reply)));
  }

  async logOut(): Promise<void> {
    await this.server.send("DELETE", "/api/session");
  }

  /** Stores what may be kept; gives the consent in force. */
  async setConsent(level: ConsentLevel): Promise<Consent> {
    const choice = { level, version: CONSENT_VERSION };
    return this.server.json("PUT", "/api/consent", (reply) => parseConsent(reply, "reply"), choice);
  }

  /** Sends one batch of `owner`'s; gives a result per sample. 409: somebody else is logged in by now. */
  async sendSamples(owner: string, samples: readonly SampleWithPicture[]): Promise<SampleResult[]> {
    const headers = { "Sample-Owner": encodeURIComponent(owner) };
    const body = { content: encodeBatch(samples), type: BATCH_TYPE, headers };
    const response = await this.server.send("POST", "/api/samples", body);
    return read(response, ({ results }) => list(results, "reply.results").map(sampleResult));
  }

  /** How many people are online, oneself among them. */
  async presence(): Promise<number> {
    return this.server.json("GET", "/api/presence", ({ online }) => integer(online, "reply.online"));
  }

  /** Tells what became of a model on the page that drew the number `page` when it was opened. */
  async reportModel(page: string, { modelId, ...report }: ModelReport): Promise<void> {
    await this.server.send("POST", "/api/models/reports", asJson({ model_id: modelId, page, ...report }));
  }

  async currentModels(): Promise<CurrentModels> {
    return this.server.json("GET", "/api/models/current", (reply) => ({
      hand: linkOrNull(reply.hand, "reply.hand"),
      silhouette: linkOrNull(reply.silhouette, "reply.silhouette"),
      challenger: reply.challenger === null ? null : challengerLink(reply.challenger, "reply.challenger"),
    }));
  }
}

function link({ id, manifest }: Fields, path: string): ModelLink {
  return { id: text(id, `${path}.id`), manifest: text(manifest, `${path}.manifest`) };
}

function linkOrNull(value: unknown, path: string): ModelLink | null {
  return value === null ? null : link(record(value, path), path);
}

function challengerLink(value: unknown, path: string): ChallengerLink {
  const fields = record(value, path);
  const way = oneOf(fields.way, `${path}.way`, WAYS);
  return { ...link(fields, path), way, share: finite(fields.share, `${path}.share`, 0, 1) };
}

function sampleResult(value: unknown, i: number): SampleResult {
  const path = `reply.results[${i}]`;
  const fields = record(value, path);
  return {
    sampleId: text(fields.sample_id, `${path}.sample_id`),
    status: oneOf(fields.status, `${path}.status`, ["stored", "duplicate", "refused"]),
    reason: fields.reason === undefined || fields.reason === null ? null : text(fields.reason, `${path}.reason`),
  };
}
