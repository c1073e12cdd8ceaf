/** Requests to the server, typed by its OpenAPI document; one that fails is an ApiError which says what to do. */

import type { paths } from "./schema";

type Method = "get" | "put" | "post" | "delete";
type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Readonly<Record<M, object>> ? P : never;
}[keyof paths];
type Operation<M extends Method, P extends keyof paths> = NonNullable<paths[P][M]>;
type InJson<T> = T extends { readonly content: { readonly "application/json": infer Json } } ? Json : never;

/** What the server answers in JSON when all is well. */
export type Answer<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { readonly responses: infer All } ? InJson<All[keyof All & (200 | 201)]> : never;

/** What the server takes: JSON, or a Blob of another type. */
export type Body<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { readonly requestBody: infer Sent }
    ? [InJson<Sent>] extends [never]
      ? Blob
      : InJson<Sent>
    : never;

/** Parameters of an operation by where they go. */
type Parameters<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { readonly parameters: infer All } ? Omit<All, "cookie"> : never;
type Given<M extends Method, P extends keyof paths> = Parameters<M, P> &
  ([Body<M, P>] extends [never] ? { readonly body?: never } : { readonly body: Body<M, P> }) & {
    readonly timeoutMs?: number | null;
  };
/** May be left out where nothing of it is needed. */
type Arguments<M extends Method, P extends keyof paths> =
  Record<never, never> extends Given<M, P> ? [given?: Given<M, P>] : [given: Given<M, P>];

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

/** The server at `origin`, else the page's own, whose addresses begin where the page is. Every call throws ApiError when it fails. */
export class Client {
  /** `token` speaks for a person where no cookie may. */
  constructor(
    private readonly origin = ".",
    private readonly token: string | null = null,
  ) {}

  /** Gives what comes back, which is of the document's shape: the server's own tests hold every answer against it. */
  async json<M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    ...given: Arguments<M, P>
  ): Promise<Answer<M, P>> {
    return (await this.withHeaders(method, path, ...given)).value;
  }

  /** The same with the answer's headers beside it. */
  async withHeaders<M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    ...given: Arguments<M, P>
  ): Promise<{ readonly value: Answer<M, P>; readonly headers: Headers }> {
    const response = await this.send(method, path, ...given);
    return { value: await inJson(response), headers: response.headers };
  }

  /** Gives the answer if it is one of 2xx. `timeoutMs` null: as long as it takes. */
  async send<M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    ...[given]: Arguments<M, P>
  ): Promise<Response> {
    const { body, header, path: inPath, query, timeoutMs = TIMEOUT_MS } = (given ?? {}) as Loose;
    const headers: Record<string, string> = { ...header };
    if (this.token !== null) headers.Authorization = `Bearer ${this.token}`;
    const credentials = this.token === null ? "same-origin" : "omit";
    const init: RequestInit = { method: method.toUpperCase(), credentials, headers };
    if (body !== undefined) {
      init.body = body instanceof Blob ? body : JSON.stringify(body);
      if (!(body instanceof Blob)) headers["Content-Type"] ??= "application/json";
    }
    if (timeoutMs !== null) init.signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(this.origin + address(path, inPath, query), init).catch(() => {
      throw unreachable();
    });
    if (!response.ok) throw await problem(response);
    return response;
  }
}

interface Loose {
  readonly body?: unknown;
  readonly header?: Readonly<Record<string, string>>;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly timeoutMs?: number | null;
}

function address(path: string, inPath: Loose["path"] = {}, query: Loose["query"] = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(inPath[name] ?? ""));
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

/** The connection broke, before an answer or in the middle of it. */
export function unreachable(): ApiError {
  return new ApiError(0, "The server cannot be reached. Check the connection and try again.");
}

/** Reads an answer; one that is no JSON, or cut short, is to the caller a failed call like any other. */
async function inJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unreachable();
    throw new ApiError(502, `The server's answer is not as expected (${error.message}). Reload the page.`);
  }
}

async function problem(response: Response): Promise<ApiError> {
  return new ApiError(
    response.status,
    (await detailOf(response)) ?? `The server answered ${response.status}. Try again in a minute.`,
    secondsOf(response.headers.get("Retry-After")),
  );
}

/** The words of an answer in application/problem+json; null where a proxy answered, or the connection broke. */
async function detailOf(response: Response): Promise<string | null> {
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) return null;
  const { detail } = (await response.json().catch(() => ({}))) as { readonly detail?: unknown };
  return typeof detail === "string" && detail !== "" ? detail : null;
}

/** Retry-After comes as seconds, or as a date; an hour counts at most, so that a wrong clock stops nobody for good. */
function secondsOf(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_S) : null;
}
