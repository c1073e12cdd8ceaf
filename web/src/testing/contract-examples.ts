/** Plays the contract's examples on a small real server. */

import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../../tests/contract/examples");

export interface Example {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly batch?: {
      readonly samples: readonly Record<string, unknown>[];
      readonly pictures: readonly { readonly fill: number; readonly bytes: number }[];
    };
  };
  readonly status: number;
  readonly reply: unknown;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export const exampleNames: readonly string[] = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));

/** One example; what may be any string or time in its reply is a certain one. */
export function readExample(name: string): Example {
  const text = readFileSync(join(FOLDER, `${name}.json`), "utf8");
  const certain = text
    .replaceAll('"<string>"', '"Some words that say what to do."')
    .replaceAll('"<time>"', '"2026-11-22T17:05:32Z"')
    .replaceAll('"<day>"', '"2026-11-22"');
  return JSON.parse(certain) as Example;
}

/** A reply that never comes: the connection breaks instead. */
export const BROKEN = "broken";

/** Answers every request on a port of its own, until `use` is done. */
export async function serving<T>(
  answer: (received: Received) => { status: number; reply: unknown; headers?: Record<string, string> },
  use: (origin: string, received: readonly Received[]) => Promise<T>,
): Promise<T> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const one = { method, path: url, headers, body: Buffer.concat(chunks) };
    received.push(one);
    const { status, reply, headers: more } = answer(one);
    if (reply === BROKEN) {
      response.destroy();
      return;
    }
    const type = status >= 400 ? "application/problem+json" : "application/json";
    response.writeHead(status, reply === null ? {} : { "Content-Type": type, ...more });
    response.end(reply === null ? undefined : JSON.stringify(reply));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, received);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
