/** Has the server tell a connector what is bound to a gesture. */

import type { ConnectorAction } from "../perform";
import { DOING } from "../words";
import { ConnectorApi } from "./connectors";

/** Tells it, and gives in words what came of it. Throws an Error, or ApiError, whose message says what to do. */
export async function tell(
  { connector, name, command }: Pick<ConnectorAction, "connector" | "name" | "command">,
  gesture: string | null,
  api = new ConnectorApi(),
): Promise<string> {
  const { outcome, detail } = await api.run(connector, command, gesture);
  if (outcome === "failed") throw new Error(detail ?? DOING.failed(name));
  return outcome === "waiting" ? DOING.waiting(name) : name;
}
