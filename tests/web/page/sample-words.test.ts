/** A sample in plain words: every field of the wire is there. */

import { expect, test } from "vitest";
import { fieldWords } from "../../../web/src/page/sample-words";
import type { Sample } from "../../../web/src/shared/batch";
import { entry } from "../outbox/entries";

test("each field that is sent is shown", () => {
  const { sample } = entry(1);
  const photo = { type: "image/jpeg", width: 224, height: 224, bytes: 9000 } as const;
  const words = fieldWords({ ...sample, shadow: null, photo, true_gesture: "l", truth: "corrected" });
  expect(words).toHaveLength(Object.keys({ ...sample, shadow: null }).length);
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

test("what another recogniser said is shown: how often it was asked, and what it says of this picture", () => {
  const { sample } = entry(1);
  const told = (shadow: Sample["shadow"]) =>
    Object.fromEntries(fieldWords({ ...sample, ...(shadow !== undefined && { shadow }) }))[
      "A new recogniser, beside the one in use"
    ];
  const counts = { model_id: "new", compared: 7, disagreed: 2, predicted: null, probabilities: null };
  expect(told(undefined)).toBe("not asked");
  expect(told(counts)).toBe("new answered 7 frames since the picture before, 2 of them differently.");
  const says = { ...counts, predicted: "l", probabilities: [0, 1, 0, 0, 0, 0] } as const;
  expect(told(says)).toContain("Of this picture it says: L (0.0 %, 100 %, 0.0 %");
});
