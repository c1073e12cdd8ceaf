/** A real server of models that breaks things on purpose. */

import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ModelCache, type Store } from "../shared/model-cache";

/** Does something other than sending the file; false sends it after all. */
export type Fault = (response: ServerResponse, file: Buffer) => boolean | undefined;

export class BreakingServer {
  readonly asked: string[] = [];
  /** By path; taken into account until deleted. */
  readonly faults = new Map<string, Fault>();
  /** Files that stand in for those of the folder. */
  readonly files = new Map<string, Buffer>();
  private readonly server = createServer((request, response) => this.answer(request.url ?? "", response));

  /** `folder` holds models by their id. */
  constructor(private readonly folder: string) {}

  async start(): Promise<this> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  manifestOf(id: string): string {
    return `${this.origin}/models/${id}/manifest.json`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private answer(url: string, response: ServerResponse): void {
    this.asked.push(url);
    const path = url.replace("/models/", "");
    let file: Buffer;
    try {
      file = this.files.get(path) ?? readFileSync(join(this.folder, path));
    } catch {
      response.writeHead(404).end();
      return;
    }
    if (this.faults.get(path)?.(response, file) !== true) response.end(file);
  }
}

/** Node has no Cache: a map with the same few methods. */
export function memoryStore(): Store & { readonly kept: Map<string, ArrayBuffer> } {
  const kept = new Map<string, ArrayBuffer>();
  const urlOf = (request: RequestInfo | URL): string => new URL(String(request), "http://page").pathname;
  return {
    kept,
    match: async (request) => {
      const bytes = kept.get(urlOf(request));
      return bytes && new Response(bytes.slice(0));
    },
    put: async (request, response) => void kept.set(urlOf(request), await response.arrayBuffer()),
    delete: async (request) => kept.delete(urlOf(request)),
    keys: async () => [...kept.keys()].map((path) => new Request(new URL(path, "http://page"))),
  };
}

export function memoryCache(): { cache: ModelCache; kept: Map<string, ArrayBuffer> } {
  const store = memoryStore();
  return { cache: new ModelCache(store), kept: store.kept };
}
