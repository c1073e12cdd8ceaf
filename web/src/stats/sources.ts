/** Where the figures come from: each source is one address, which gets the filters. */

import type { Client } from "../api/client";
import type { Cell, Query } from "./filters";

export function sourcesOf(client: Pick<Client, "json" | "withHeaders">, zone: string) {
  return {
    overview: async (query: Query) => {
      const { value, headers } = await client.withHeaders("get", "/api/stats", { query });
      return { ...value, computedAt: headers.get("Figures-Computed-At") };
    },
    groups: (query: Query) => client.json("get", "/api/stats/groups", { query }),
    models: (query: Query) => client.json("get", "/api/stats/models", { query }),
    activity: (query: Query) => client.json("get", "/api/stats/activity", { query: { ...query, zone } }),
    quality: (query: Query) => client.json("get", "/api/stats/quality", { query }),
    speed: (query: Query) => client.json("get", "/api/stats/speed", { query }),
    shadow: (query: Query) => client.json("get", "/api/stats/shadow", { query }),
    hands: (query: Query) => client.json("get", "/api/stats/hands", { query }),
    decisions: ({ from, to }: Query) => client.json("get", "/api/stats/decisions", { query: days(from, to) }),
    /** Of all time, whatever is chosen. */
    online: () => client.json("get", "/api/stats/online"),
    /** Null for whoever is not the administrator. */
    mistakes: async ({ compare: _, ...query }: Query, cell: Cell) =>
      (await isAdministrator(client))
        ? client.json("get", "/api/stats/mistakes", { query: { ...query, ...cell } })
        : null,
  };
}

function days(from: string | undefined, to: string | undefined) {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** Asked each time: who logs in in another tab sees more without a reload. */
async function isAdministrator(client: Pick<Client, "json">): Promise<boolean> {
  // Who is nobody would be refused the account.
  const { name } = await client.json("get", "/api/session");
  return name !== null && (await client.json("get", "/api/account")).administrator;
}

export type Sources = ReturnType<typeof sourcesOf>;
export type SourceName = keyof Sources;
export type Value<N extends SourceName> = Awaited<ReturnType<Sources[N]>>;
