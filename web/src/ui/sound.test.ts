/** The sound: once for each gesture that is named anew, and only for those who want it. */

import { expect, test } from "vitest";
import { PreferenceStore } from "./preferences";
import { Sound } from "./sound";

test("each gesture that is named anew sounds once, for those who want it", () => {
  const preferences = new PreferenceStore(null);
  let played = 0;
  const part = {
    frequency: {},
    gain: { setValueAtTime: () => 0, exponentialRampToValueAtTime: () => 0 },
    stop: () => 0,
  };
  const tone = { ...part, connect: () => ({ connect: () => 0 }), start: () => played++ };
  const context = { currentTime: 0, createOscillator: () => tone, createGain: () => part };
  const sound = new Sound(preferences, () => context as unknown as AudioContext);
  sound.follow("fist");
  expect(played).toBe(0);
  preferences.set("sound", true);
  for (const named of ["fist", "none", "fist", "fist", "l", "none"]) sound.follow(named);
  expect(played).toBe(2);
});
