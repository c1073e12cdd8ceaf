// @vitest-environment jsdom
/** Who else is there: asked while somebody is logged in and looks, left out when the server cannot say. */

import { beforeEach, expect, test, vi } from "vitest";
import { openPage, textOf } from "../testing/pages";
import { Presence } from "./presence";

let online: number | null;
let asked: number;
let presence: Presence;
beforeEach(() => {
  vi.useFakeTimers();
  openPage("index.html");
  online = 3;
  asked = 0;
  presence = new Presence(document, {
    presence: async () => {
      asked++;
      if (online === null) throw new Error("gone");
      return online;
    },
  });
  return () => vi.useRealTimers();
});

test("says how many are online, again every half minute", async () => {
  presence.setLoggedIn(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(textOf("presence")).toBe("3 people online");
  online = 1;
  await vi.advanceTimersByTimeAsync(30_000);
  expect([textOf("presence"), asked]).toEqual(["1 person online", 2]);
  online = null;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(textOf("presence")).toBe("");
});

test("asks nothing while nobody is logged in, or nobody looks", async () => {
  await vi.advanceTimersByTimeAsync(90_000);
  expect(asked).toBe(0);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  presence.setLoggedIn(true);
  await vi.advanceTimersByTimeAsync(90_000);
  expect(asked).toBe(0);
});
