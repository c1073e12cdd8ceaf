/** The server's API for what is one's own: samples, password, browsers, tokens, the account itself. */

import { LABELS, type Label } from "../shared/gestures";
import { type Fields, flag, integer, list, oneOf, record, text } from "../shared/strict";
import { INPUT_KINDS, type InputKind } from "./batch";
import { asJson, Transport } from "./transport";

/** A sample as the server keeps it, as far as the page shows it. */
export interface OwnSample {
  readonly sampleId: string;
  readonly capturedAt: string;
  readonly predicted: Label;
  readonly label: Label | null;
  /** What the network saw. */
  readonly kind: InputKind;
  readonly hasPhoto: boolean;
}

export interface OwnSamples {
  readonly samples: readonly OwnSample[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}

/** A browser that is logged in, or a script's token; times in ISO 8601. */
export interface Login {
  readonly id: string;
  /** What it calls itself; may be empty. */
  readonly device: string;
  readonly lastSeenAt: string;
  /** Whether it is this very browser. */
  readonly current: boolean;
}

/** Calls about what is one's own. Every call throws ApiError when it fails. */
export class OwnApi {
  private readonly server: Transport;

  /** `origin` empty means the page's own server. */
  constructor(origin = "") {
    this.server = new Transport(origin);
  }

  /** One page of one's samples, the newest first. */
  async samples(after: string | null, limit: number): Promise<OwnSamples> {
    const query = new URLSearchParams({ limit: String(limit), ...(after === null ? {} : { after }) });
    return this.server.json("GET", `/api/samples?${query}`, (reply) => ({
      samples: list(reply.samples, "reply.samples").map(ownSample),
      next: reply.next === null ? null : text(reply.next, "reply.next"),
    }));
  }

  /** How many samples of one's own there are; counts to `most` and no further. */
  async count(most: number): Promise<number> {
    let counted = 0;
    let after: string | null = null;
    do {
      const page: OwnSamples = await this.samples(after, 200);
      counted += page.samples.length;
      after = page.next;
    } while (after !== null && counted < most);
    return counted;
  }

  async deleteSample(sampleId: string): Promise<void> {
    await this.server.send("DELETE", `/api/samples/${sampleId}`);
  }

  /** Deletes all of one's samples; gives how many there were. */
  async deleteAllSamples(): Promise<number> {
    return this.server.json("DELETE", "/api/samples", ({ deleted }) => integer(deleted, "reply.deleted"), {
      all: true,
    });
  }

  /** One part of the export; its Link header says where the next one is. */
  async export(path: string): Promise<Response> {
    return this.server.send("GET", path, undefined, null);
  }

  /** Puts a new password in force; every other browser and every token ends. */
  async changePassword(current: string, changed: string): Promise<void> {
    await this.server.send("PUT", "/api/account/password", asJson({ current, new: changed }));
  }

  /** Deletes the account with everything of its own. */
  async deleteAccount(password: string): Promise<void> {
    await this.server.send("DELETE", "/api/account", asJson({ password }));
  }

  async browsers(): Promise<readonly Login[]> {
    return this.server.json("GET", "/api/sessions", ({ sessions }) => list(sessions, "reply.sessions").map(login));
  }

  async logOutOthers(): Promise<void> {
    await this.server.send("DELETE", "/api/sessions");
  }

  async logOutBrowser(id: string): Promise<void> {
    await this.server.send("DELETE", `/api/sessions/${id}`);
  }

  async tokens(): Promise<readonly Login[]> {
    return this.server.json("GET", "/api/tokens", ({ tokens }) => list(tokens, "reply.tokens").map(login));
  }

  async revokeToken(id: string): Promise<void> {
    await this.server.send("DELETE", `/api/tokens/${id}`);
  }
}

/** Where what the network saw of a sample is: a silhouette, or points drawn (PNG). */
export function pictureOf({ sampleId }: OwnSample): string {
  return `/api/samples/${sampleId}/network-input`;
}

/** Where a sample's photo is (JPEG). */
export function photoOf({ sampleId }: OwnSample): string {
  return `/api/samples/${sampleId}/frame-image`;
}

function ownSample(value: unknown, i: number): OwnSample {
  const path = `reply.samples[${i}]`;
  const fields = record(value, path);
  return {
    sampleId: text(fields.sample_id, `${path}.sample_id`),
    capturedAt: text(fields.captured_at, `${path}.captured_at`),
    predicted: oneOf(fields.predicted, `${path}.predicted`, LABELS),
    label: fields.label === null ? null : oneOf(fields.label, `${path}.label`, LABELS),
    kind: oneOf(record(fields.network_input, `${path}.network_input`).kind, `${path}.network_input.kind`, INPUT_KINDS),
    hasPhoto: fields.frame_image !== null,
  };
}

function login(value: unknown, i: number): Login {
  const path = `reply[${i}]`;
  const fields: Fields = record(value, path);
  return {
    id: text(fields.id, `${path}.id`),
    device: typeof fields.device === "string" ? fields.device : "",
    lastSeenAt: text(fields.last_seen_at, `${path}.last_seen_at`),
    current: fields.current === undefined ? false : flag(fields.current, `${path}.current`),
  };
}
