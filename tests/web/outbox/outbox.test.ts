/** The outbox as the page uses it: accounts and samples in order, and a browser without storage. */

import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { OutboxDatabase } from "../../../web/src/outbox/database";
import type { Counts } from "../../../web/src/outbox/drain";
import { Outbox } from "../../../web/src/outbox/outbox";
import { CONSENT_VERSION } from "../../../web/src/shared/account";
import { ApiError } from "../../../web/src/shared/api";
import { soon } from "../soon";
import { entry } from "./entries";

const silhouettes = { name: "Ada", consent: { level: "silhouettes", version: CONSENT_VERSION } } as const;
const nothing = { name: "Ada", consent: { level: "nothing", version: CONSENT_VERSION } } as const;
const offline = {
  sendSamples: async (): Promise<never> => {
    throw new ApiError(0, "The server cannot be reached.");
  },
};

function listening(): {
  counts: Counts[];
  troubles: string[];
  showCounts(c: Counts): void;
  showTrouble(m: string): void;
} {
  const counts: Counts[] = [];
  const troubles: string[] = [];
  return { counts, troubles, showCounts: (each) => counts.push(each), showTrouble: (each) => troubles.push(each) };
}

test("a sample that is kept before consent is withdrawn is deleted with the others", async () => {
  const database = await OutboxDatabase.open("outbox-order");
  const listener = listening();
  const outbox = new Outbox(offline, listener, Promise.resolve(database));
  outbox.setAccount(silhouettes);
  outbox.keep("Ada", entry(1));
  outbox.keep("Ada", entry(2));
  await soon(() => expect(listener.counts.at(-1)?.waiting).toBe(2));
  outbox.keep("Ada", entry(3));
  outbox.setAccount(nothing);
  await soon(async () => expect(await database.count("Ada")).toBe(0));
  expect(listener.troubles).toEqual([]);
});

test("samples of a person who logs out wait for their return", async () => {
  const database = await OutboxDatabase.open("outbox-return");
  const outbox = new Outbox(offline, listening(), Promise.resolve(database));
  outbox.setAccount(silhouettes);
  outbox.keep("Ada", entry(1));
  outbox.setAccount(null);
  await soon(async () => expect(await database.count("Ada")).toBe(1));
});

test("a browser that forbids storage is said, with what to do", async () => {
  const listener = listening();
  const forbidden = Promise.reject(new DOMException("no", "SecurityError"));
  const outbox = new Outbox(offline, listener, forbidden);
  outbox.setAccount(silhouettes);
  outbox.keep("Ada", entry(1));
  await soon(() => expect(listener.troubles.length).toBeGreaterThan(0));
  expect(listener.troubles[0]).toContain("Allow storage and reload.");
});
