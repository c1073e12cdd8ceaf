/** The batch's bytes, checked byte by byte. */

import { expect, test } from "vitest";
import { encodeBatch, type Sample } from "../../../web/src/shared/batch";

const sample = (id: string, bytes: number): Sample => ({
  sample_id: id,
  session_id: "s",
  number: 1,
  captured_at: "2026-11-22T17:05:32.123Z",
  model_id: "m",
  predicted: "fist",
  probabilities: [1],
  true_gesture: null,
  truth: "free",
  reason: "random",
  sampling_probability: 0.01,
  inference_ms: 1,
  total_ms: 2,
  noise: 0,
  device: "Füchse 1, Línux", // more bytes than letters
  consent_version: 1,
  picture: { kind: "silhouette", width: bytes, height: 1, bytes },
});

test("header and pictures stand where the length says, in the order of the samples", () => {
  const samples = [sample("a", 3), sample("b", 2)];
  const bytes = encodeBatch([
    { sample: samples[0] as Sample, picture: Uint8Array.of(1, 2, 3) },
    { sample: samples[1] as Sample, picture: Uint8Array.of(4, 5) },
  ]);
  expect([...bytes.subarray(0, 4)]).toEqual([0x47, 0x53, 0x42, 0x31]);
  const header = Buffer.from(JSON.stringify({ samples }), "utf8");
  expect([...bytes.subarray(4, 8)]).toEqual([header.length & 255, header.length >> 8, 0, 0]);
  expect(Buffer.from(bytes.subarray(8, 8 + header.length)).equals(header)).toBe(true);
  expect([...bytes.subarray(8 + header.length)]).toEqual([1, 2, 3, 4, 5]);
});

test("a picture that is not as long as its sample says is refused", () => {
  expect(() => encodeBatch([{ sample: sample("a", 4), picture: new Uint8Array(3) }])).toThrow(
    "sample a says 4 bytes, but has 3",
  );
});
