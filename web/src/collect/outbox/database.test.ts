/** The outbox' store: order, owners, deletion, its limit, and what survives closing. */

import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { entry } from "../../testing/outbox-entries";
import { OutboxDatabase } from "./database";

let opened = 0;
const fresh = (): Promise<OutboxDatabase> => OutboxDatabase.open(`outbox-${opened++}`);
const numbers = async (database: OutboxDatabase, owner: string, limit = 100): Promise<number[]> =>
  (await database.oldest(owner, limit)).map(({ sample }) => sample.number);

test("gives the oldest of one owner first, with their pictures", async () => {
  const database = await fresh();
  for (const second of [5, 1, 3]) await database.add(entry(second));
  await database.add(entry(0, "Bob"));
  expect(await numbers(database, "Ada")).toEqual([1, 3, 5]);
  expect(await numbers(database, "Ada", 2)).toEqual([1, 3]);
  expect(await numbers(database, "Bob")).toEqual([0]);
  expect((await database.oldest("Ada", 1))[0]).toEqual(entry(1));
  expect(await database.count("Ada")).toBe(3);
});

test("a sample that is added twice is there once", async () => {
  const database = await fresh();
  await database.add(entry(1));
  await database.add(entry(1));
  expect(await database.count("Ada")).toBe(1);
});

test("deletes what it is told to, and all of one owner", async () => {
  const database = await fresh();
  for (const second of [1, 2, 3]) await database.add(entry(second));
  await database.add(entry(9, "Bob"));
  await database.remove(["Ada-2", "unknown"]);
  expect(await numbers(database, "Ada")).toEqual([1, 3]);
  await database.clear("Ada");
  expect([await database.count("Ada"), await database.count("Bob")]).toEqual([0, 1]);
});

test("what was stored is there after closing and opening", async () => {
  const database = await OutboxDatabase.open("kept");
  await database.add(entry(4));
  database.close();
  expect(await numbers(await OutboxDatabase.open("kept"), "Ada")).toEqual([4]);
});

test("photos can be taken out without the shapes", async () => {
  const database = await fresh();
  const { sample, ...rest } = entry(1);
  const shape = { type: "image/jpeg", width: 2, height: 2, bytes: 3 } as const;
  await database.add({ ...rest, sample: { ...sample, frame_image: shape }, frameImage: Uint8Array.of(1, 2, 3) });
  await database.add(entry(2));
  await database.dropPhotos("Ada");
  expect(await database.oldest("Ada", 9)).toEqual([entry(1), entry(2)]);
});

test("the oldest go for room, those of one owner only, and what is too old goes", async () => {
  const database = await fresh();
  for (let second = 0; second < 15; second++) await database.add(entry(second));
  await database.add(entry(0, "Bob"));
  expect(await database.makeRoom("Ada")).toBe(2);
  expect(await database.ids("Ada")).toHaveLength(13);
  expect(await database.expire("Ada", "2026-11-22T12:00:05.000Z")).toBe(4);
  expect(await numbers(database, "Ada", 1)).toEqual([6]);
  expect(await database.count("Bob")).toBe(1);
});

test("beyond its limit the oldest goes, and is counted", async () => {
  const database = await OutboxDatabase.open("small", 20);
  let gone = 0;
  for (let second = 0; second < 23; second++) gone += await database.add(entry(second));
  expect(gone).toBe(3);
  expect(await database.count("Ada")).toBe(20);
  expect(await numbers(database, "Ada", 1)).toEqual([3]);
});

test("a connection that the browser closed from outside is opened anew, and nothing is lost", async () => {
  const connections: IDBDatabase[] = [];
  const open = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, "open").mockImplementation((...given) => {
    const request = open(...given);
    request.addEventListener("success", () => connections.push(request.result));
    return request;
  });
  const database = await fresh();
  await database.add(entry(1));
  connections[0]?.close();
  await database.add(entry(2));
  expect(await numbers(database, "Ada")).toEqual([1, 2]);
  expect(connections.length).toBe(2);
});
