/** The outbox as the page uses it: accounts and samples in order, and a browser without storage. */

import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { type Api, ApiError } from "../../api/api";
import { CONSENT_VERSION } from "../../api/consent";
import { entry } from "../../testing/outbox-entries";
import { soon } from "../../testing/soon";
import { type Entry, OutboxDatabase } from "./database";
import { Outbox, type OutboxListener } from "./outbox";
import { UndoWindow } from "./undo-window";
import type { Counts } from "./uploader";
import { sendingLock } from "./uploader";

const shapes = { name: "Ada", consent: { level: "shapes", version: CONSENT_VERSION } } as const;
const nothing = { name: "Ada", consent: { level: "nothing", version: CONSENT_VERSION } } as const;
type Sends = Pick<Api, "sendSamples">;
const offline = {
  sendSamples: async (): Promise<never> => {
    throw new ApiError(0, "The server cannot be reached.");
  },
};

const photos = { name: "Ada", consent: { level: "photos", version: CONSENT_VERSION } } as const;

interface Listening extends OutboxListener {
  readonly counts: Counts[];
  readonly troubles: string[];
  asked: number;
}

function listening(): Listening {
  const counts: Counts[] = [];
  const troubles: string[] = [];
  return {
    counts,
    troubles,
    asked: 0,
    showCounts: (each) => counts.push(each),
    showTrouble: (each) => troubles.push(each),
    askWho() {
      this.asked++;
    },
  };
}

/** An outbox with nothing but what a test names; samples are held for an hour. */
function make(database: Promise<OutboxDatabase>, listener: OutboxListener, api: Sends = offline, holdMs = 3_600_000) {
  return new Outbox({
    api,
    listener,
    open: () => database,
    undoWindow: new UndoWindow(holdMs),
    lock: sendingLock(undefined),
  });
}

test("a sample that is kept before consent is withdrawn is deleted with the others", async () => {
  const database = await OutboxDatabase.open("outbox-order");
  const listener = listening();
  const outbox = make(Promise.resolve(database), listener);
  outbox.setAccount(shapes);
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
  const outbox = make(Promise.resolve(database), listening());
  outbox.setAccount(shapes);
  outbox.keep("Ada", entry(1));
  outbox.setAccount(null);
  await soon(async () => expect(await database.count("Ada")).toBe(1));
});

test("a browser that forbids storage is said, with what to do", async () => {
  const listener = listening();
  const forbidden = Promise.reject(new DOMException("no", "SecurityError"));
  const outbox = make(forbidden, listener);
  outbox.setAccount(shapes);
  outbox.keep("Ada", entry(1));
  await soon(() => expect(listener.troubles.length).toBeGreaterThan(0));
  expect(listener.troubles[0]).toContain("Allow it to store data.");
});

test("storage that is allowed later is used without a reload, and what was wrong is no longer said", async () => {
  const listener = listening();
  let isAllowed = false;
  const open = async (): Promise<OutboxDatabase> => {
    if (!isAllowed) throw new DOMException("no", "SecurityError");
    return OutboxDatabase.open("outbox-allowed-later");
  };
  const outbox = new Outbox({ api: offline, listener, open, lock: sendingLock(undefined) });
  outbox.setAccount(shapes);
  await soon(() => expect(listener.troubles.at(-1)).toContain("Allow it"));
  isAllowed = true;
  outbox.keep("Ada", entry(1));
  expect(await outbox.waitingOf("Ada")).toBe(1);
  expect(listener.troubles.at(-1)).toBe("");
});

test("data that is cleared while the page is open keeps nobody waiting, and the words follow at once", async () => {
  const listener = listening();
  const outbox = make(OutboxDatabase.open("outbox-cleared"), listener);
  outbox.setAccount(shapes);
  outbox.keep("Ada", entry(1));
  await soon(() => expect(listener.counts.at(-1)?.waiting).toBe(1));
  const clearing = indexedDB.deleteDatabase("outbox-cleared");
  await new Promise((done) => {
    clearing.onsuccess = done;
  });
  await soon(() => expect(listener.counts.at(-1)?.waiting).toBe(0));
  outbox.keep("Ada", entry(2));
  expect(await outbox.waitingOf("Ada")).toBe(1);
  expect(listener.troubles).toEqual([]);
});

test("photos that wait go when only shapes are allowed, their shapes stay", async () => {
  const database = await OutboxDatabase.open("outbox-lowered");
  const outbox = make(Promise.resolve(database), listening());
  const { sample, ...rest } = entry(1);
  const shape = { type: "image/jpeg", width: 2, height: 2, bytes: 3 } as const;
  outbox.setAccount(photos);
  outbox.keep("Ada", { ...rest, sample: { ...sample, frame_image: shape }, frameImage: Uint8Array.of(1, 2, 3) });
  outbox.setAccount(shapes);
  expect(await outbox.waitingOf("Ada")).toBe(1);
  expect((await database.oldest("Ada", 1))[0]).toEqual(entry(1));
});

test("who looks holds everything back; what is withheld is gone, what is released goes when nobody looks", async () => {
  const database = await OutboxDatabase.open("outbox-look");
  const sent: string[] = [];
  const api: Sends = {
    sendSamples: async (_, batch) => {
      sent.push(...batch.map(({ sample }) => sample.sample_id));
      return batch.map(({ sample }) => ({ sample_id: sample.sample_id, status: "stored" }));
    },
  };
  const outbox = make(Promise.resolve(database), listening(), api);
  outbox.setAccount(shapes);
  for (const second of [1, 2, 3]) outbox.keep("Ada", entry(second));
  await outbox.waitingOf("Ada");
  await outbox.look(async (waiting) => {
    expect(await waiting.count()).toBe(3);
    expect((await waiting.entries(2)).map(({ sample }) => sample.number)).toEqual([1, 2]);
    await waiting.withhold(["Ada-2"]);
    waiting.release(["Ada-1"]);
    expect(sent).toEqual([]);
  });
  await soon(() => expect(sent).toEqual(["Ada-1"]));
  expect(await outbox.waitingOf("Ada")).toBe(1);
  await outbox.look((waiting) => waiting.withholdAll());
  expect(await outbox.waitingOf("Ada")).toBe(0);
});

test("one person's samples are never sent as another's, and wait", async () => {
  const database = await OutboxDatabase.open("outbox-others");
  const owners: (string | null)[] = [];
  const api: Sends = {
    sendSamples: async (owner, batch) => {
      owners.push(owner, ...batch.map((each) => (each as Entry).owner));
      return batch.map(({ sample }) => ({ sample_id: sample.sample_id, status: "stored" }));
    },
  };
  const outbox = make(Promise.resolve(database), listening(), api, 0);
  outbox.keep("Ada", entry(1));
  outbox.keep("Bob", entry(2, "Bob"));
  outbox.setAccount({ ...shapes, name: "Bob" });
  await soon(async () => expect(await outbox.waitingOf("Bob")).toBe(0));
  expect(owners).toEqual(["Bob", "Bob"]);
  expect(await outbox.waitingOf("Ada")).toBe(1);
  expect(await outbox.forget("Ada")).toBe(1);
});

test("a full disk lets the oldest go for the newest, and says so", async () => {
  const database = await OutboxDatabase.open("outbox-full");
  for (let second = 0; second < 12; second++) await database.add(entry(second));
  const add = database.add.bind(database);
  let isFull = true;
  database.add = async (each) => {
    if (isFull) throw new DOMException("no room", "QuotaExceededError");
    return add(each);
  };
  const makeRoom = database.makeRoom.bind(database);
  database.makeRoom = async (owner) => {
    isFull = false;
    return makeRoom(owner);
  };
  const listener = listening();
  const outbox = make(Promise.resolve(database), listener);
  outbox.setAccount(shapes);
  outbox.keep("Ada", entry(50));
  await soon(() => expect(listener.counts.at(-1)).toMatchObject({ waiting: 11, discarded: 2 }));
  expect(listener.troubles[0]).toContain("storage is full");
  expect((await database.ids("Ada")).at(-1)).toBe("Ada-50");
});

test("a refusal for consent finds out what is allowed now", async () => {
  const api: Sends = {
    sendSamples: async (_, batch) =>
      batch.map(({ sample }) => ({ sample_id: sample.sample_id, status: "refused", reason: "consent: no photos" })),
  };
  const listener = listening();
  const outbox = make(OutboxDatabase.open("outbox-refused"), listener, api, 0);
  outbox.setAccount(shapes);
  outbox.keep("Ada", entry(1));
  await soon(() => expect(listener.asked).toBe(1));
  expect(listener.troubles[0]).toContain("consent: no photos");
});
