/** Camera errors: each of the browser's names has its own words, and all say what to do. */

import { expect, test } from "vitest";
import { cameraErrorWords } from "../../../web/src/page/camera-error";

const NAMES = [
  "NotAllowedError",
  "NotFoundError",
  "NotReadableError",
  "OverconstrainedError",
  "SecurityError",
  "AbortError",
  "InvalidStateError",
];

test("every name has its own words, which end in what to do", () => {
  const words = NAMES.map((name) => cameraErrorWords(new DOMException("details of the browser", name)));
  expect(new Set(words).size).toBe(NAMES.length);
  for (const each of words) expect(each).toMatch(/start (it|the camera) again\.|Start it again\.$/);
});

test("an error without a known name has words too", () => {
  const unknown = cameraErrorWords(new DOMException("", "DataError"));
  expect(unknown).toMatch(/start it again\.$/);
  expect(cameraErrorWords("no error at all")).toBe(unknown);
});
