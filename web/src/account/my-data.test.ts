/** My data: what of one's day is used, in words. */

import { expect, test } from "vitest";
import { todayWords } from "./my-data";

test("what is used of a day is said with its limits", () => {
  const words = todayWords([
    { kind: "samples", used: 1200, most: 30_000 },
    { kind: "bytes", used: 12_340_000, most: 300_000_000 },
    { kind: "requests", used: 31, most: 20_000 },
    { kind: "consents", used: 1, most: 100 },
  ]);
  const said = [
    `${(1200).toLocaleString()} of ${(30_000).toLocaleString()} samples`,
    `${(12.3).toLocaleString()} of 300 MB`,
    `31 of ${(20_000).toLocaleString()} batches`,
    "1 of 100 changes of consent",
  ];
  expect(words).toBe(`Used today, until midnight UTC: ${said.join(", ")}.`);
});
