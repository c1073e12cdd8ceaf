/** A feed: what is told of readings that are new, the same, failed, or no longer wanted. */

import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../api/client";
import { Feed, type Reading } from "./feed";

const AWAY = new ApiError(0, "The server cannot be reached.");
let told: Reading<string>[];
beforeEach(() => {
  told = [];
});

/** Answers one after another. */
function feedOf(...answers: (string | ApiError)[]): Feed<string> {
  return new Feed(
    async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? "";
    },
    (reading) => told.push(reading),
  );
}

test("keeps its figures while the server is away, says so, and says when it is back", async () => {
  const feed = feedOf("one", AWAY, "two");
  for (let i = 0; i < 3; i++) await feed.refresh();
  expect(told).toEqual([
    { value: "one", problem: null },
    { value: "one", problem: AWAY },
    { value: "two", problem: null },
  ]);
});

test("a slow answer to what is no longer asked is dropped, and so is what was known before", async () => {
  let answerOld: (value: string) => void = () => undefined;
  const answers: Promise<string>[] = [
    new Promise((done) => (answerOld = done)),
    Promise.resolve("new"),
    Promise.reject(AWAY),
  ];
  const feed = new Feed<string>(
    () => answers.shift() as Promise<string>,
    (reading) => told.push(reading),
  );
  const old = feed.refresh();
  feed.forget();
  await feed.refresh();
  answerOld("old");
  await old;
  feed.forget();
  await feed.refresh();
  expect(told).toEqual([
    { value: "new", problem: null },
    { value: null, problem: AWAY },
  ]);
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
