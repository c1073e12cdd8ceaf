/** Sending against a real server and store: what is deleted when, in which batches, after which waits. */

import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { Api } from "../../api/api";
import { CONSENT_VERSION } from "../../api/consent";
import { BROKEN, type Received, serving } from "../../testing/contract-examples";
import { entry } from "../../testing/outbox-entries";
import { soon } from "../../testing/soon";
import { type Entry, OutboxDatabase } from "./database";
import { UndoWindow } from "./undo-window";
import { type Counts, sendingLock, Uploader } from "./uploader";

type Answer = { status: number; reply: unknown; headers?: Record<string, string> };
interface Bench {
  readonly database: OutboxDatabase;
  readonly uploader: Uploader;
  readonly batches: readonly (readonly string[])[];
  readonly refusals: readonly string[];
  readonly counts: () => Counts;
  /** How often the server was told to be asked who is logged in. */
  readonly strangers: () => number;
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
async function bench(
  n: number,
  answer: (ids: string[], nth: number) => Answer,
  use: (bench: Bench) => Promise<void>,
  holdMs = 0,
) {
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
      const database = await OutboxDatabase.open(`uploader-${opened++}`);
      for (let second = 0; second < n; second++) await database.add(entry(second));
      let counts: Counts = { waiting: -1, sent: -1, dropped: -1, discarded: -1 };
      const refusals: string[] = [];
      let strangers = 0;
      const uploader = new Uploader({
        database,
        api: new Api(origin),
        undoWindow: new UndoWindow(holdMs),
        lock: sendingLock(undefined),
        onCounts: (newest) => {
          counts = newest;
        },
        onRefused: (reason) => refusals.push(reason),
        onStranger: () => strangers++,
        chance: () => 0,
      });
      await use({
        database,
        uploader,
        batches,
        refusals,
        counts: () => counts,
        strangers: () => strangers,
        pause: () => Number(times[1]) - Number(times[0]),
      });
      await uploader.setOwner(null);
    },
  );
}

test("everything that waits is sent in batches of fifty, oldest first, and deleted after its result", async () => {
  await bench(
    120,
    (ids) => each(ids, "stored"),
    async ({ uploader, batches, counts, database }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 120, dropped: 0, discarded: 0 }));
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
    async ({ uploader, counts }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 2, dropped: 1, discarded: 0 }));
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
    async ({ uploader, batches, counts, pause }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(batches).toHaveLength(1));
      await soon(() => expect(counts().waiting).toBe(2));
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 2, dropped: 0, discarded: 0 }));
      expect(pause()).toBeGreaterThan(900);
    },
  );
});

test("the server's Retry-After is kept", async () => {
  await bench(
    1,
    (ids, nth) => (nth === 1 ? problem(429, { "Retry-After": "2" }) : each(ids, "stored")),
    async ({ uploader, counts, pause }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(counts().sent).toBe(1));
      expect(pause()).toBeGreaterThan(1_900);
    },
  );
});

test("the browser's being online again does not undercut what the server asked for, nor lets a backoff last", async () => {
  await bench(
    1,
    (ids, nth) => (nth === 1 ? problem(503, { "Retry-After": "1" }) : each(ids, "stored")),
    async ({ uploader, batches, counts, pause }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(batches).toHaveLength(1));
      await new Promise((later) => setTimeout(later, 100));
      uploader.kick();
      await soon(() => expect(counts().sent).toBe(1));
      expect(pause()).toBeGreaterThan(950);
    },
  );
  await bench(
    1,
    (ids, nth) => (nth < 4 ? problem(500) : each(ids, "stored")),
    async ({ uploader, batches, counts }) => {
      const begun = performance.now();
      await uploader.setOwner("Ada");
      for (const nth of [1, 2, 3]) {
        await soon(() => expect(batches).toHaveLength(nth));
        await new Promise((later) => setTimeout(later, 50));
        uploader.kick();
      }
      await soon(() => expect(counts().sent).toBe(1));
      expect(performance.now() - begun).toBeLessThan(6_900); // the backoff alone takes seven seconds
    },
  );
});

test("samples wait without a try while nobody is logged in, until their owner is", async () => {
  await bench(
    1,
    (ids, nth) => (nth === 1 ? problem(401) : each(ids, "stored")),
    async ({ uploader, batches, counts }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(batches).toHaveLength(1));
      await new Promise((later) => setTimeout(later, 1_300));
      expect(batches).toHaveLength(1);
      await uploader.setOwner("Bob");
      await new Promise((later) => setTimeout(later, 100));
      expect(batches).toHaveLength(1);
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 1, dropped: 0, discarded: 0 }));
    },
  );
});

test("one bad sample does not take its neighbours with it", async () => {
  await bench(
    20,
    (ids) => (ids.includes("Ada-13") ? problem(400) : each(ids, "stored")),
    async ({ uploader, counts }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 19, dropped: 1, discarded: 0 }));
    },
  );
});

test("a sample without a result stays", async () => {
  await bench(
    2,
    (ids) => each(ids.slice(0, 1), "stored"),
    async ({ uploader, counts, database }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 1, sent: 1, dropped: 0, discarded: 0 }));
      expect((await database.oldest("Ada", 9)).map(({ sample }) => sample.sample_id)).toEqual(["Ada-1"]);
    },
  );
});

test("a new sample is sent soon", async () => {
  await bench(
    0,
    (ids) => each(ids, "stored"),
    async ({ uploader, counts, database }) => {
      await uploader.setOwner("Ada");
      const seven = entry(7);
      await uploader.noted(seven, await database.add(seven));
      expect(counts().waiting).toBe(1);
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 1, dropped: 0, discarded: 0 }));
    },
  );
});

test("a sample is held for its undo time, and can be withheld in it", async () => {
  await bench(
    2,
    (ids) => each(ids, "stored"),
    async ({ uploader, batches, counts, database }) => {
      await uploader.setOwner("Ada");
      await new Promise((later) => setTimeout(later, 300));
      expect(batches).toEqual([]);
      await database.remove(["Ada-0"]);
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 1, dropped: 0, discarded: 0 }));
      expect(batches).toEqual([["Ada-1"]]);
    },
    700,
  );
});

test("what was captured under older words is never sent, but let go and counted", async () => {
  await bench(
    1,
    (ids) => each(ids, "stored"),
    async ({ uploader, batches, counts, database }) => {
      const old = entry(9);
      await database.add({ ...old, sample: { ...old.sample, consent_version: CONSENT_VERSION - 1 } });
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 1, dropped: 0, discarded: 1 }));
      expect(batches).toEqual([["Ada-0"]]);
    },
  );
});

test.each([401, 409])("a %d asks who is logged in, and nothing is tried before that is known", async (status) => {
  await bench(
    3,
    (ids, nth) => (nth === 1 ? problem(status) : each(ids, "stored")),
    async ({ uploader, batches, counts, strangers, database }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(strangers()).toBe(1));
      uploader.kick();
      await new Promise((later) => setTimeout(later, 200));
      expect([batches.length, await database.count("Ada")]).toEqual([1, 3]);
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 3, dropped: 0, discarded: 0 }));
    },
  );
});

test.each([
  ["after the server has stored it", true],
  ["before the server has read it", false],
])("a connection that breaks %s loses nothing and stores nothing twice", async (_, stores) => {
  const stored = new Set<string>();
  await bench(
    5,
    (ids, nth) => {
      const results = ids.map((id) => ({ sample_id: id, status: stored.has(id) ? "duplicate" : "stored" }));
      if (nth > 1 || stores) for (const id of ids) stored.add(id);
      return nth === 1 ? { status: 200, reply: BROKEN } : { status: 200, reply: { results } };
    },
    async ({ uploader, counts, batches }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 5, dropped: 0, discarded: 0 }));
      expect([stored.size, batches.length]).toEqual([5, 2]);
    },
  );
});

test("a batch that is too large goes in halves, all of it", async () => {
  await bench(
    40,
    (ids) => (ids.length > 10 ? problem(413) : each(ids, "stored")),
    async ({ uploader, counts, batches }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(counts()).toEqual({ waiting: 0, sent: 40, dropped: 0, discarded: 0 }));
      expect(batches.slice(0, 3).map((ids) => ids.length)).toEqual([40, 20, 10]);
    },
  );
});

test("photos that do not fit into one request travel in several", async () => {
  await bench(
    0,
    (ids) => each(ids, "stored"),
    async ({ uploader, counts, batches, database }) => {
      for (const second of [1, 2, 3, 4, 5]) {
        const { sample, ...rest } = entry(second);
        const photo = { type: "image/jpeg", width: 512, height: 512, bytes: 1_000_000 } as const;
        await database.add({
          ...rest,
          sample: { ...sample, frame_image: photo },
          frameImage: new Uint8Array(1_000_000),
        });
      }
      await uploader.setOwner("Ada");
      await soon(() => expect(counts().sent).toBe(5));
      expect(batches.map((ids) => ids.length)).toEqual([3, 2]);
    },
  );
});

test("two tabs send one after another, and each sample once", async () => {
  let free: Promise<void> = Promise.resolve();
  const oneAtATime = (work: () => Promise<void>): Promise<void> => {
    free = free.then(work);
    return free;
  };
  const sent: string[] = [];
  const api = {
    sendSamples: async (_: string, batch: readonly Entry[]) => {
      await new Promise((later) => setTimeout(later, 20));
      sent.push(...batch.map(({ sample }) => sample.sample_id));
      return batch.map(({ sample }) => ({ sample_id: sample.sample_id, status: "stored" as const }));
    },
  };
  const database = await OutboxDatabase.open("two-tabs");
  for (let second = 0; second < 120; second++) await database.add(entry(second));
  const tabs = [1, 2].map(
    () =>
      new Uploader({
        database,
        api,
        undoWindow: new UndoWindow(0),
        lock: oneAtATime,
        onCounts: () => undefined,
        onRefused: () => undefined,
        onStranger: () => undefined,
        chance: () => 0,
      }),
  );
  await Promise.all(tabs.map((uploader) => uploader.setOwner("Ada")));
  await soon(async () => expect(await database.count("Ada")).toBe(0));
  expect([sent.length, new Set(sent).size]).toEqual([120, 120]);
});

test("what the server refuses is told with its reason", async () => {
  await bench(
    1,
    (ids) => ({
      status: 200,
      reply: { results: ids.map((id) => ({ sample_id: id, status: "refused", reason: "Too old." })) },
    }),
    async ({ uploader, refusals }) => {
      await uploader.setOwner("Ada");
      await soon(() => expect(refusals).toEqual(["Too old."]));
    },
  );
});
