/** The batch's bytes, checked byte by byte. */

import { expect, test } from "vitest";
import { encodeBatch, type Sample } from "./batch";

const sample = (id: string, bytes: number): Sample => ({
  sample_id: id,
  session_id: "s",
  number: 1,
  captured_at: "2026-11-22T17:05:32.123Z",
  model_id: "m",
  predicted: "fist",
  probabilities: [1],
  label: null,
  label_source: "none",
  reason: "random",
  sampling_probability: 0.01,
  inference_ms: 1,
  total_ms: 2,
  noise: 0,
  fps: 30,
  backend: "WebAssembly",
  device: "Füchse 1, Línux", // more bytes than letters
  consent_version: 1,
  network_input: { kind: "silhouette", width: bytes, height: 1, bytes },
  frame_image: null,
});

test("header and pictures stand where the length says, in the order of the samples, photos behind them", () => {
  const photo = { type: "image/jpeg", width: 1, height: 1, bytes: 3 } as const;
  const samples = [{ ...sample("a", 3), frame_image: photo }, sample("b", 2)];
  const bytes = encodeBatch([
    { sample: samples[0] as Sample, networkInput: Uint8Array.of(1, 2, 3), frameImage: Uint8Array.of(7, 8, 9) },
    { sample: samples[1] as Sample, networkInput: Uint8Array.of(4, 5), frameImage: null },
  ]);
  expect([...bytes.subarray(0, 4)]).toEqual([0x47, 0x53, 0x42, 0x31]);
  const header = Buffer.from(JSON.stringify({ samples }), "utf8");
  expect([...bytes.subarray(4, 8)]).toEqual([header.length & 255, header.length >> 8, 0, 0]);
  expect(Buffer.from(bytes.subarray(8, 8 + header.length)).equals(header)).toBe(true);
  expect([...bytes.subarray(8 + header.length)]).toEqual([1, 2, 3, 7, 8, 9, 4, 5]);
});

test("a picture or photo that is not as long as its sample says is refused", () => {
  const photo = { type: "image/jpeg", width: 1, height: 1, bytes: 3 } as const;
  const seven = {
    sample: { ...sample("a", 4), frame_image: photo },
    networkInput: new Uint8Array(4),
    frameImage: null,
  };
  expect(() => encodeBatch([seven])).toThrow("sample a says 7 bytes, but has 4");
  expect(() => encodeBatch([{ sample: sample("a", 4), networkInput: new Uint8Array(3), frameImage: null }])).toThrow(
    "sample a says 4 bytes, but has 3",
  );
});
