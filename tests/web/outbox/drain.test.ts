/** Sending against a real server and store: what is deleted when, in which batches, after which waits. */

import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { OutboxDatabase } from "../../../web/src/outbox/database";
import { type Counts, Drain } from "../../../web/src/outbox/drain";
import { Api } from "../../../web/src/shared/api";
import { type Received, serving } from "../shared/examples";
import { soon } from "../soon";
import { entry } from "./entries";

type Answer = { status: number; reply: unknown; headers?: Record<string, string> };
interface Bench {
  readonly database: OutboxDatabase;
  readonly drain: Drain;
  readonly batches: readonly (readonly string[])[];
  readonly counts: () => Counts;
  /** Milliseconds between the first two batches. */
  readonly pause: () => number;
}

let opened = 0;

function idsOf({ body }: Received): string[] {
  const header = JSON.parse(body.subarray(8, 8 + body.readUInt32LE(4)).toString("utf8")) as {
    samples: { sample_id: string }[];
  };
  return header.samples.map(({ sample_id }) => sample_id);
}

const each = (ids: readonly string[], status: string): Answer => ({
  status: 200,
  reply: { results: ids.map((id) => ({ sample_id: id, status })) },
});
const problem = (status: number, headers: Record<string, string> = {}): Answer => ({
  status,
  reply: { detail: "Try again." },
  headers,
});

/** Runs `use` with `n` waiting samples of Ada and a server that answers each batch. */
async function bench(n: number, answer: (ids: string[], nth: number) => Answer, use: (bench: Bench) => Promise<void>) {
  const batches: string[][] = [];
  const times: number[] = [];
  await serving(
    (received) => {
      times.push(performance.now());
      const ids = idsOf(received);
      batches.push(ids);
      return answer(ids, batches.length);
    },
    async (origin) => {
      const database = await OutboxDatabase.open(`drain-${opened++}`);
      for (let second = 0; second < n; second++) await database.add(entry(second));
      let counts: Counts = { waiting: -1, sent: -1, dropped: -1 };
      const drain = new Drain(database, new Api(origin), (newest) => {
        counts = newest;
      });
      await use({ database, drain, batches, counts: () => counts, pause: () => Number(times[1]) - Number(times[0]) });
      drain.setOwner(null);
    },
  );
}

test("everything that waits is sent in batches of fifty, oldest first, and deleted after its result", async () => {
  await bench(
    120,
    (ids) => each(ids, "stored"),
    async ({ drain, batches, counts, database }) => {
      drain.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 120, dropped: 0 }));
      expect(batches.map((ids) => ids.length)).toEqual([50, 50, 20]);
      expect(batches.flat()).toEqual(Array.from({ length: 120 }, (_, second) => `Ada-${second}`));
      expect(await database.count("Ada")).toBe(0);
    },
  );
});

test("a refused sample is dropped and counted, a duplicate is done", async () => {
  const results = {
    results: [
      ["Ada-0", "stored"],
      ["Ada-1", "refused"],
      ["Ada-2", "duplicate"],
    ].map(toResult),
  };
  await bench(
    3,
    () => ({ status: 200, reply: results }),
    async ({ drain, counts }) => {
      drain.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 2, dropped: 1 }));
    },
  );
});

function toResult([sample_id, status]: string[]): object {
  return { sample_id, status, ...(status === "refused" ? { reason: "No such model." } : {}) };
}

test("a server that is down loses nothing, and is asked again after a second", async () => {
  await bench(
    2,
    (ids, nth) => (nth === 1 ? problem(503) : each(ids, "stored")),
    async ({ drain, batches, counts, pause }) => {
      drain.setOwner("Ada");
      await soon(() => expect(batches).toHaveLength(1));
      await soon(() => expect(counts().waiting).toBe(2));
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 2, dropped: 0 }));
      expect(pause()).toBeGreaterThan(900);
    },
  );
});

test("the server's Retry-After is kept", async () => {
  await bench(
    1,
    (ids, nth) => (nth === 1 ? problem(429, { "Retry-After": "2" }) : each(ids, "stored")),
    async ({ drain, counts, pause }) => {
      drain.setOwner("Ada");
      await soon(() => expect(counts().sent).toBe(1));
      expect(pause()).toBeGreaterThan(1_900);
    },
  );
});

test("samples wait without a try while nobody is logged in, until their owner is", async () => {
  await bench(
    1,
    (ids, nth) => (nth === 1 ? problem(401) : each(ids, "stored")),
    async ({ drain, batches, counts }) => {
      drain.setOwner("Ada");
      await soon(() => expect(batches).toHaveLength(1));
      await new Promise((later) => setTimeout(later, 1_300));
      expect(batches).toHaveLength(1);
      drain.setOwner("Bob");
      await new Promise((later) => setTimeout(later, 100));
      expect(batches).toHaveLength(1);
      drain.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 1, dropped: 0 }));
    },
  );
});

test("one bad sample does not take its neighbours with it", async () => {
  await bench(
    20,
    (ids) => (ids.includes("Ada-13") ? problem(400) : each(ids, "stored")),
    async ({ drain, counts }) => {
      drain.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 19, dropped: 1 }));
    },
  );
});

test("a sample without a result stays", async () => {
  await bench(
    2,
    (ids) => each(ids.slice(0, 1), "stored"),
    async ({ drain, counts, database }) => {
      drain.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 1, sent: 1, dropped: 0 }));
      expect((await database.oldest("Ada", 9)).map(({ sample }) => sample.sample_id)).toEqual(["Ada-1"]);
    },
  );
});

test("a new sample is sent soon", async () => {
  await bench(
    0,
    (ids) => each(ids, "stored"),
    async ({ drain, counts }) => {
      drain.setOwner("Ada");
      await drain.add(entry(7));
      expect(counts().waiting).toBe(1);
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 1, dropped: 0 }));
    },
  );
});

test("what waits is deleted when consent is withdrawn", async () => {
  await bench(
    3,
    () => problem(503),
    async ({ drain, counts }) => {
      drain.setOwner("Ada");
      await soon(() => expect(counts().waiting).toBe(3));
      await drain.forget("Ada");
      expect(counts().waiting).toBe(0);
    },
  );
});
