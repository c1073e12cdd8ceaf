/** What the server keeps for the person who is logged in, to tell other programs what a gesture means. */

import { type Answer, ApiError, type Body, Client } from "../../api/client";

export type Connectors = Answer<"get", "/api/connectors">;
export type Connector = Connectors["connectors"][number];
export type NewConnector = Body<"post", "/api/connectors">;
export type ConnectorChange = Body<"put", "/api/connectors/{id}">;
export type Choice = Answer<"get", "/api/connectors/{id}/choices">["choices"][number];
export type Run = Answer<"post", "/api/connectors/{id}/runs">;
export type Command = Body<"post", "/api/connectors/{id}/runs">["command"];

/** A request that was lost on its way is sent again after so many milliseconds; its key keeps it from being done twice. */
const AGAIN_MS = 500;

/** Every call throws ApiError when it fails. */
export class ConnectorApi {
  constructor(private readonly client = new Client()) {}

  async list(): Promise<Connectors> {
    return this.client.json("get", "/api/connectors");
  }

  async add(connector: NewConnector): Promise<Connector> {
    return this.client.json("post", "/api/connectors", { body: connector });
  }

  async change(id: string, change: ConnectorChange): Promise<Connector> {
    return this.client.json("put", "/api/connectors/{id}", { path: { id }, body: change });
  }

  async remove(id: string): Promise<void> {
    await this.client.send("delete", "/api/connectors/{id}", { path: { id } });
  }

  /** 409: somebody has to press the bridge's button first. */
  async pair(id: string): Promise<Connector> {
    return this.client.json("post", "/api/connectors/{id}/pair", { path: { id } });
  }

  async choices(id: string): Promise<readonly Choice[]> {
    return (await this.client.json("get", "/api/connectors/{id}/choices", { path: { id } })).choices;
  }

  /** The newest runs, the newest first. */
  async runs(limit: number): Promise<readonly Run[]> {
    return (await this.client.json("get", "/api/runs", { query: { limit } })).runs;
  }

  /** Tells it now; `gesture` null: somebody tries it. What came of it may still be waited for. */
  async run(id: string, command: Command, gesture: string | null): Promise<Run> {
    const body = { key: crypto.randomUUID(), gesture, command };
    const tell = (): Promise<Run> => this.client.json("post", "/api/connectors/{id}/runs", { path: { id }, body });
    try {
      return await tell();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      return tell();
    }
  }
}
