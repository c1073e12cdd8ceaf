/** Which cameras look where the person looks. */

import { expect, test } from "vitest";
import { facesAway } from "./facing";

test.each<[MediaTrackSettings, string, boolean]>([
  [{ facingMode: "environment" }, "camera2 0", true],
  [{ facingMode: "user" }, "Back Camera", false],
  [{}, "camera2 0, facing back", true],
  [{}, "Rear Camera", true],
  [{}, "Integrated Webcam", false],
  [{}, "Feedback Cam", false],
])("a camera with %o called %s faces away: %s", (settings, label, away) => {
  expect(facesAway({ getSettings: () => settings, label })).toBe(away);
});
