/** The server's API: typed calls in, typed replies or an ApiError out; the only fetch to /api. */

import { type Account, CONSENT_VERSION, type Consent, type ConsentLevel, parseAccount, parseConsent } from "./account";
import { BATCH_TYPE, encodeBatch, type SampleWithPicture } from "./batch";
import { parseStats, type Stats } from "./stats";
import { type Fields, flag, list, oneOf, record, ShapeError, text } from "./strict";

const TIMEOUT_MS = 20_000;

export interface Login extends Account {
  readonly registered: boolean;
}

export interface CurrentModel {
  readonly id: string;
  /** Path of the manifest on this server. */
  readonly manifest: string;
}

export interface SampleResult {
  readonly sampleId: string;
  readonly status: "stored" | "duplicate" | "refused";
  readonly reason: string | null;
}

/** A call that failed; the message says what to do. `status` is 0 when the server was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds that the server asks to wait, or null. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** Calls to the server at `origin`; empty means the page's own. Every call throws ApiError when it fails. */
export class Api {
  constructor(private readonly origin = "") {}

  /** Logs in, or registers a name that is new. */
  async logIn(name: string, password: string, remember: boolean): Promise<Login> {
    const reply = await this.json("POST", "/api/session", { name, password, remember });
    return read(async () => ({ ...parseAccount(reply), registered: flag(reply.registered, "reply.registered") }));
  }

  /** Who is logged in, or null. */
  async session(): Promise<Account | null> {
    const reply = await this.json("GET", "/api/session");
    return read(async () => (reply.name === null ? null : parseAccount(reply)));
  }

  async logOut(): Promise<void> {
    await this.send("DELETE", "/api/session");
  }

  /** Stores what may be kept; gives the consent in force. */
  async setConsent(level: ConsentLevel): Promise<Consent> {
    const reply = await this.json("PUT", "/api/consent", { level, version: CONSENT_VERSION });
    return read(async () => parseConsent(reply, "reply"));
  }

  /** Sends one batch; gives a result per sample. */
  async sendSamples(samples: readonly SampleWithPicture[]): Promise<SampleResult[]> {
    const response = await this.send("POST", "/api/samples", encodeBatch(samples), BATCH_TYPE);
    return read(async () => list((await object(response)).results, "reply.results").map(sampleResult));
  }

  async currentModel(): Promise<CurrentModel> {
    const reply = await this.json("GET", "/api/models/current");
    return read(async () => ({ id: text(reply.id, "reply.id"), manifest: text(reply.manifest, "reply.manifest") }));
  }

  async stats(): Promise<Stats> {
    const response = await this.send("GET", "/api/stats");
    return read(async () => parseStats(await object(response)));
  }

  private async json(method: string, path: string, body?: object): Promise<Fields> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const response = await this.send(method, path, payload, "application/json");
    return read(() => object(response));
  }

  private async send(method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
    const init: RequestInit = { method, credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT_MS) };
    if (body !== undefined) Object.assign(init, { body, headers: { "Content-Type": type } });
    let response: Response;
    try {
      response = await fetch(this.origin + path, init);
    } catch {
      throw new ApiError(0, "The server cannot be reached. Check the connection and try again.");
    }
    if (!response.ok) throw await problem(response);
    return response;
  }
}

/** Turns a reply of the wrong shape into an ApiError: to the caller it is a failed call like any other. */
async function read<T>(parse: () => Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof ShapeError) && !(error instanceof SyntaxError)) throw error;
    throw new ApiError(502, `The server's answer is not as expected (${error.message}). Reload the page.`);
  }
}

async function object(response: Response): Promise<Fields> {
  return record(await response.json(), "reply");
}

async function problem(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get("Retry-After") ?? "");
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : null;
  let detail = `The server answered ${response.status}. Try again in a minute.`;
  if (response.headers.get("Content-Type")?.startsWith("application/problem+json")) {
    const fields = (await response.json()) as Fields;
    if (typeof fields.detail === "string" && fields.detail !== "") detail = fields.detail;
  }
  return new ApiError(response.status, detail, retryAfter);
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
