/** Ids of samples: UUIDs of version 7, in the order of time. */

import { expect, test } from "vitest";
import { sampleId } from "./sample-id";

test("an id is a UUID that begins with its time, and no other is the same", () => {
  const now = Date.UTC(2026, 10, 22, 17, 6, 0, 123);
  const ids = Array.from({ length: 100 }, () => sampleId(now));
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(now);
  }
  expect(sampleId(now) < sampleId(now + 1)).toBe(true);
  expect(sampleId(0)).toMatch(/^00000000-0000-7/);
});
