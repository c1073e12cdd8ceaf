/** Has the server tell a connector what is bound to a gesture. */

import { ApiError } from "../../api/client";
import type { ConnectorAction } from "../perform";
import { DOING } from "../words";
import { ConnectorApi, type Run } from "./connectors";

/** What waits is asked for again, where somebody looks: so often, and after so many milliseconds. */
const ASKED = 4;
const AGAIN_MS = 2000;
const NEWEST = 10;

/** Tells it, and gives in words what came of it. Throws an Error, or ApiError, whose message says what to do. */
export async function tell(
  { connector, name, command }: Pick<ConnectorAction, "connector" | "name" | "command">,
  gesture: string | null,
  api = new ConnectorApi(),
): Promise<string> {
  const run = await api.run(connector, command, gesture).catch((error: unknown) => {
    // Its owner deleted it, here or on another device; or another person is logged in, of whom it is none.
    throw error instanceof ApiError && error.status === 404 ? new Error(DOING.gone(name), { cause: error }) : error;
  });
  const { outcome, detail } = gesture === null ? await settled(run, api) : run;
  if (outcome === "failed") throw new Error(detail ?? DOING.failed(name));
  return outcome === "waiting" ? DOING.waiting(name) : name;
}

/** What came of a run in the end. */
async function settled(run: Run, api: ConnectorApi): Promise<Run> {
  let now = run;
  for (let asked = 0; now.outcome === "waiting" && asked < ASKED; asked++) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    now = (await api.runs(NEWEST)).find(({ key }) => key === run.key) ?? now;
  }
  return now;
}
