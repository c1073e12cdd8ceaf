/** What a camera can keep as it is while a background is in force: light, colours and focus. */

import { expect, test } from "vitest";
import { setLight } from "./camera-light";

/** A camera that can do this, and what is asked of it. */
function camera(capabilities: object, refuses = false): [MediaStreamTrack, unknown[]] {
  const asked: unknown[] = [];
  const applyConstraints = async (constraints: unknown): Promise<void> => {
    asked.push(constraints);
    if (refuses) throw new DOMException("no", "OverconstrainedError");
  };
  return [{ getCapabilities: () => capabilities, applyConstraints } as unknown as MediaStreamTrack, asked];
}

const BOTH = ["manual", "continuous"];

test("exposure, white balance and focus are kept, and let go again", async () => {
  const [track, asked] = camera({ exposureMode: BOTH, whiteBalanceMode: BOTH, focusMode: BOTH });
  await setLight(track, "manual");
  await setLight(track, "continuous");
  expect(asked).toEqual(
    ["manual", "continuous"].map((mode) => ({
      advanced: [{ exposureMode: mode, whiteBalanceMode: mode, focusMode: mode }],
    })),
  );
});

test("a camera is asked for what it can do, and for nothing else", async () => {
  const [track, asked] = camera({ focusMode: BOTH, exposureMode: ["continuous"], width: { max: 640 } });
  await setLight(track, "manual");
  const [none, askedOfNone] = camera({});
  await setLight(none, "manual");
  await setLight({} as MediaStreamTrack, "manual");
  expect([asked, askedOfNone]).toEqual([[{ advanced: [{ focusMode: "manual" }] }], []]);
});

test("one that refuses what it lists is used as it is", async () => {
  const [track] = camera({ focusMode: BOTH }, true);
  await expect(setLight(track, "manual")).resolves.toBeUndefined();
});
