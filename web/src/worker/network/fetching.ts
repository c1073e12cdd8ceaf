/** Fetches one file over HTTP with progress; what may pass is tried again. */

import { ShapeError } from "../../shared/strict";
import { DownloadError } from "./download";

export interface FetchOptions {
  /** Told the bytes of the file that are here, unpacked; 0 when it starts over. */
  readonly onBytes?: (bytes: number) => void;
  /** Throws when the bytes are not those that were asked for. */
  readonly verify?: (bytes: ArrayBuffer) => Promise<void>;
  /** Milliseconds before each try but the first. */
  readonly waits?: readonly number[];
}

const WAITS_MS: readonly number[] = [500, 2_000];
/** Longer than this without a byte, and the connection counts as broken. */
const SILENCE_MS = 20_000;
const FAILED = "A part of the recogniser could not be loaded";
/** Answers that may be others in a moment. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** Reads one file. Throws DownloadError when all tries failed, or at once when trying again cannot help. */
export async function fetchFile(path: string, options: FetchOptions = {}): Promise<ArrayBuffer> {
  const waits = options.waits ?? WAITS_MS;
  for (let trial = 0; ; trial++) {
    try {
      // What was wrong may lie in the browser's own cache: a second try goes past it.
      return await fetchOnce(path, trial === 0 ? "default" : "reload", options);
    } catch (error) {
      const wait = waits[trial];
      if (wait === undefined || (error instanceof HttpError && !PASSING.includes(error.status)))
        throw asError(path, error);
      options.onBytes?.(0);
      await new Promise((over) => setTimeout(over, wait));
    }
  }
}

class HttpError extends Error {
  constructor(readonly status: number) {
    super(`the server answered ${status}`);
  }
}

async function fetchOnce(path: string, cache: RequestCache, { onBytes, verify }: FetchOptions): Promise<ArrayBuffer> {
  const silence = new AbortController();
  const watch = (): ReturnType<typeof setTimeout> => setTimeout(() => silence.abort(), SILENCE_MS);
  let timer = watch();
  try {
    const response = await fetch(path, { credentials: "same-origin", cache, signal: silence.signal });
    if (!response.ok) throw new HttpError(response.status);
    const bytes = await drain(response, (count) => {
      clearTimeout(timer);
      timer = watch();
      onBytes?.(count);
    });
    await verify?.(bytes);
    return bytes;
  } finally {
    clearTimeout(timer);
  }
}

async function drain(response: Response, onBytes: (bytes: number) => void): Promise<ArrayBuffer> {
  if (response.body === null) return response.arrayBuffer();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let count = 0;
  const reader = response.body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    parts.push(step.value);
    count += step.value.length;
    onBytes(count);
  }
  return new Blob(parts).arrayBuffer();
}

function asError(path: string, error: unknown): Error {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (error instanceof DownloadError || error instanceof ShapeError) return error; // says what is wrong already
  if (error instanceof HttpError) {
    return new DownloadError(`${FAILED}: ${error.message} for ${name}. Try again in a minute.`);
  }
  return new DownloadError(`${FAILED}: the connection broke at ${name}. Check it and try again.`);
}
