/** Requests to this page's own server: a method, a path and a body in, an answer or an ApiError out. */

import { type Fields, record, ShapeError } from "../shared/strict";

const TIMEOUT_MS = 20_000;
const LONGEST_RETRY_S = 3_600;

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

/** An answer that may be asked for again: what it says, and the mark by which the server knows what was told. */
export interface Marked<T> {
  readonly value: T;
  /** null: the server marks nothing. */
  readonly etag: string | null;
}

export interface Body {
  readonly content: BodyInit;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server at `origin`; empty means the page's own. Every call throws ApiError when it fails. */
export class Transport {
  constructor(private readonly origin = "") {}

  /** Sends an object, or nothing, as JSON; gives what `parse` reads from the JSON that comes back. */
  async json<T>(method: string, path: string, parse: (reply: Fields) => T, body?: object): Promise<T> {
    return read(await this.send(method, path, body === undefined ? undefined : asJson(body)), parse);
  }

  /** Reads an address again: what it says now, or null where that is still what had the mark `etag`. */
  async changed<T>(path: string, parse: (reply: Fields) => T, etag: string | null): Promise<Marked<T> | null> {
    const headers = etag === null ? {} : { "If-None-Match": etag };
    const response = await this.ask(path, { method: "GET", credentials: "same-origin", headers }, TIMEOUT_MS);
    if (response.status === 304) return null;
    if (!response.ok) throw await problem(response);
    return { value: await read(response, parse), etag: response.headers.get("ETag") };
  }

  /** Sends a request; gives the answer if it is one of 2xx. `timeoutMs` null: as long as it takes. */
  async send(method: string, path: string, body?: Body, timeoutMs: number | null = TIMEOUT_MS): Promise<Response> {
    const init: RequestInit = { method, credentials: "same-origin" };
    if (body !== undefined) {
      init.body = body.content;
      init.headers = { "Content-Type": body.type, ...body.headers };
    }
    const response = await this.ask(path, init, timeoutMs);
    if (!response.ok) throw await problem(response);
    return response;
  }

  private async ask(path: string, init: RequestInit, timeoutMs: number | null): Promise<Response> {
    try {
      return await fetch(
        this.origin + path,
        timeoutMs === null ? init : { ...init, signal: AbortSignal.timeout(timeoutMs) },
      );
    } catch {
      throw unreachable();
    }
  }
}

/** An object as the body of a request. */
export function asJson(body: object): Body {
  return { content: JSON.stringify(body), type: "application/json" };
}

/** Reads an answer; one of the wrong shape, or cut short, is to the caller a failed call like any other. */
export async function read<T>(response: Response, parse: (reply: Fields) => T): Promise<T> {
  let reply: unknown;
  try {
    reply = await response.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unreachable();
    throw unexpected(error);
  }
  try {
    return parse(record(reply, "reply"));
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw unexpected(error);
  }
}

/** The connection broke, before an answer or in the middle of it. */
export function unreachable(): ApiError {
  return new ApiError(0, "The server cannot be reached. Check the connection and try again.");
}

function unexpected(error: Error): ApiError {
  return new ApiError(502, `The server's answer is not as expected (${error.message}). Reload the page.`);
}

async function problem(response: Response): Promise<ApiError> {
  const detail = await detailOf(response);
  return new ApiError(
    response.status,
    detail ?? `The server answered ${response.status}. Try again in a minute.`,
    secondsOf(response.headers.get("Retry-After")),
  );
}

/** The words of an answer in application/problem+json; null where there are none, or the connection broke. */
async function detailOf(response: Response): Promise<string | null> {
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) return null;
  try {
    const { detail } = record(await response.json(), "problem");
    return typeof detail === "string" && detail !== "" ? detail : null;
  } catch {
    return null;
  }
}

/** Retry-After comes as seconds, or as a date; an hour counts at most, so that a wrong clock stops nobody for good. */
function secondsOf(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_S) : null;
}
