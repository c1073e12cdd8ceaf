/** A feed: what is told of readings that are new, the same, failed, or no longer wanted. */

import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../api/api";
import type { Marked } from "../api/transport";
import { Feed, type Reading } from "./feed";

const AWAY = new ApiError(0, "The server cannot be reached.");
let told: Reading<string>[];
let known: (string | null)[];
beforeEach(() => {
  told = [];
  known = [];
});

/** Answers one after another; null: nothing has changed. */
function feedOf(...answers: (Marked<string> | ApiError | null)[]): Feed<string> {
  return new Feed(
    async (etag) => {
      known.push(etag);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? null;
    },
    (reading) => told.push(reading),
  );
}

test("asks with the mark that it has, and tells only news", async () => {
  const feed = feedOf({ value: "one", etag: "1" }, null, { value: "two", etag: "2" });
  for (let i = 0; i < 3; i++) await feed.refresh();
  expect(known).toEqual([null, "1", "1"]);
  expect(told.map(({ value }) => value)).toEqual(["one", "two"]);
});

test("keeps its figures while the server is away, says so once, and says when it is back", async () => {
  const feed = feedOf({ value: "one", etag: "1" }, AWAY, AWAY, null);
  for (let i = 0; i < 4; i++) await feed.refresh();
  expect(told).toEqual([
    { value: "one", problem: null },
    { value: "one", problem: AWAY },
    { value: "one", problem: null },
  ]);
});

test("a slow answer to what is no longer asked is dropped", async () => {
  let answerOld: (marked: Marked<string>) => void = () => undefined;
  const feed = new Feed<string>(
    () => new Promise((done) => (answerOld = done)),
    (reading) => told.push(reading),
  );
  const old = feed.refresh();
  feed.turnTo(async (etag) => {
    known.push(etag);
    return { value: "new", etag: "n" };
  });
  await feed.refresh();
  answerOld({ value: "old", etag: "o" });
  await old;
  expect(known).toEqual([null]);
  expect(told.map(({ value }) => value)).toEqual(["new"]);
});

test("a defect is no trouble of the server's", async () => {
  const feed = new Feed<string>(
    async () => {
      throw new TypeError("of ours");
    },
    (reading) => told.push(reading),
  );
  await expect(feed.refresh()).rejects.toThrow("of ours");
});
