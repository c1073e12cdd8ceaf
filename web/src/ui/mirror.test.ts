// @vitest-environment jsdom
/** Which pictures move like a mirror. */

import { expect, test } from "vitest";
import { isMirrored, Mirror } from "./mirror";
import { PreferenceStore } from "./preferences";

test("by itself the picture of who looks into the camera is a mirror; as a person sets it, any or none", () => {
  const preferences = new PreferenceStore(null);
  const mirror = new Mirror(document, preferences);
  expect(isMirrored(document)).toBe(true);
  mirror.follow(false);
  expect([isMirrored(document), document.body.dataset.mirror]).toEqual([false, "off"]);
  preferences.set("mirror", "on");
  expect(isMirrored(document)).toBe(true);
  mirror.follow(true);
  preferences.set("mirror", "off");
  expect(isMirrored(document)).toBe(false);
});
