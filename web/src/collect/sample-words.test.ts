/** A sample in plain words: every field of the wire is there. */

import { expect, test } from "vitest";
import type { Sample } from "../api/batch";
import { entry } from "../testing/outbox-entries";
import { fieldWords } from "./sample-words";

const scene = { light: 0.4, hands: 1, hand_size: 0.5, followed_ms: 4000, lost: 1 };

test("each field that is sent is shown", () => {
  const { sample } = entry(1);
  const full = { ...sample, shadow: null, scene };
  const photo = { type: "image/jpeg", width: 224, height: 224, bytes: 9000 } as const;
  const words = fieldWords({ ...full, frame_image: photo, label: "l", label_source: "corrected" });
  expect(words).toHaveLength(Object.keys(full).length);
  const told = Object.fromEntries(words);
  expect(told).toMatchObject({
    Predicted: "Fist",
    "Your label": "L",
    "How you labelled it": "by correcting the answer",
    "Why it was taken": "Random sample (1 in 100)",
    "Sampling rate": "1.0 %",
    "Network time": "0.8 ms",
    "Light and hands":
      "Brightness 40 %; hands in the picture: 1, the first one 50 % of the frame's shorter side; " +
      "followed for 4 s, lost: 1",
  });
  expect(told["What the model saw"]).toBe("black and white picture, 2 × 2 pixels, 4 bytes");
  expect(told["Camera's picture"]).toContain("224 × 224 pixels");
  expect(Object.fromEntries(fieldWords(sample))["Camera's picture"]).toBe("none");
});

test("the points of a hand are told with their numbers, and that nobody measured noise", () => {
  const { sample } = entry(1);
  const picture = { kind: "points", width: 64, height: 1, bytes: 524 } as const;
  expect(Object.fromEntries(fieldWords({ ...sample, noise: null, network_input: picture }))).toMatchObject({
    "What the model saw": "21 points of the hand and 64 numbers that tell hands apart, 524 bytes",
    "Noise in the picture": "not measured",
  });
});

test("what another recogniser said is shown: how often it was asked, and what it says of this one", () => {
  const { sample } = entry(1);
  const told = (shadow: Sample["shadow"]) =>
    Object.fromEntries(fieldWords({ ...sample, ...(shadow !== undefined && { shadow }) }))["Compared with a new model"];
  const counts = { model_id: "new", compared: 7, disagreed: 2, predicted: null, probabilities: null };
  expect(told(undefined)).toBe("not compared");
  expect(told(counts)).toBe("new answered 7 frames since the sample before, 2 of them differently.");
  const says = { ...counts, predicted: "l", probabilities: [0, 1, 0, 0, 0, 0] } as const;
  expect(told(says)).toContain("Of this one it says: L (0.0 %, 100 %, 0.0 %");
});
