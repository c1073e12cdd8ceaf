/** Values in; what whoever waits is handed, out. */

import { expect, test } from "vitest";
import { Newest } from "./newest";

test("each who waits gets the newest, each value once, and an end", async () => {
  const newest = new Newest<number>();
  newest.put(1);
  const [one, other] = [newest.iterator(), newest.iterator()];
  const waiting = one.next();
  newest.put(2);
  newest.put(3);
  expect(await waiting).toEqual({ done: false, value: 2 });
  expect(await other.next()).toEqual({ done: false, value: 3 });
  expect(await one.next()).toEqual({ done: false, value: 3 });
  const last = one.next();
  newest.end(null);
  expect(await last).toEqual({ done: true, value: undefined });
  expect((await other.next()).done).toBe(true);
  expect(newest.isOver).toBe(true);
});

test("an error is thrown to those who wait, and to those who come later", async () => {
  const newest = new Newest<number>();
  const waiting = newest.iterator().next();
  newest.end(new Error("lost"));
  await expect(waiting).rejects.toThrow("lost");
  await expect(newest.iterator().next()).rejects.toThrow("lost");
});
