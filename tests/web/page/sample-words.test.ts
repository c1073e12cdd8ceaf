/** A sample in plain words: every field of the wire is there. */

import { expect, test } from "vitest";
import { fieldWords } from "../../../web/src/page/sample-words";
import { entry } from "../outbox/entries";

test("each field that is sent is shown", () => {
  const { sample } = entry(1);
  const photo = { type: "image/jpeg", width: 224, height: 224, bytes: 9000 } as const;
  const words = fieldWords({ ...sample, photo, true_gesture: "l", truth: "corrected" });
  expect(words).toHaveLength(Object.keys(sample).length);
  const told = Object.fromEntries(words);
  expect(told).toMatchObject({
    "The page said": "Fist",
    "You said": "L",
    "How you said it": "by correcting the answer",
    "Chance that such a picture is taken": "1.0 %",
    "Time of the network": "0.8 ms",
  });
  expect(told["Camera's picture"]).toContain("224 × 224 pixels");
  expect(Object.fromEntries(fieldWords(sample))["Camera's picture"]).toBe("none");
});
