/** Readers: from which probability a name counts as sure is the model's to say, or the person's. */

import { expect, test } from "vitest";
import { handAt, handManifest } from "../testing/hands";
import { Readers } from "./readers";

const answer = {
  kind: "answer",
  way: "hand",
  number: 1,
  hands: [handAt(1, "fist", 0.8)],
  width: 640,
  height: 480,
  cameraMs: 1,
  findMs: 0,
  inferenceMs: 1,
  light: { mean: 120, spread: 40, same: false },
} as never;
const isSure = (readers: Readers): boolean | undefined => {
  let said = null;
  for (let at = 0; at < 500; at += 33)
    said = readers.take(answer, at, { way: "hand", file: false, playing: false } as never);
  return said?.name.confident;
};

test("a person's threshold takes the place of the model's, until it is taken back", () => {
  const readers = new Readers();
  readers.use({ manifest: handManifest, backend: "" });
  const sure = [0.5, 0.9, null].map((threshold) => {
    readers.demand(threshold);
    return isSure(readers);
  });
  expect(sure).toEqual([true, false, 0.8 >= handManifest.thresholds.gesture]);
  expect(readers.of("hand")?.manifest).toBe(handManifest);
});
