/** Camera errors: each of the browser's names has its own words, and all say what to do. */

import { expect, test } from "vitest";
import { cameraErrorWords } from "./camera-error";

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
  const words = NAMES.map((name) => cameraErrorWords(new DOMException("details of the browser", name), ""));
  expect(new Set(words).size).toBe(NAMES.length);
  for (const each of words) expect(each).toMatch(/start (it|the camera) again\.|Start it again\.$/);
});

test("an error without a known name has words too", () => {
  const unknown = cameraErrorWords(new DOMException("", "DataError"), "");
  expect(unknown).toMatch(/start it again\.$/);
  expect(cameraErrorWords("no error at all", "")).toBe(unknown);
});

const BROWSERS = {
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36":
    "sign left of the address, under Camera",
  "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36": "under Permissions",
  "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0": "crossed-out camera",
  "Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0": "lock beside the address",
  "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15": "menu Safari",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1": "Website Settings",
  "something else": "address bar",
};

test.each(Object.entries(BROWSERS))("what was refused is allowed where %s keeps it", (userAgent, where) => {
  expect(cameraErrorWords(new DOMException("", "NotAllowedError"), userAgent)).toContain(where);
});
