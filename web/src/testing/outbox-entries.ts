/** Entries of the outbox for tests. */

import { CONSENT_VERSION } from "../api/consent";
import type { Entry } from "../collect/outbox/database";

/** The sample that was captured `second` seconds after noon. */
export function entry(second: number, owner = "Ada"): Entry {
  const time = new Date(Date.UTC(2026, 10, 22, 12, 0, second)).toISOString();
  return {
    owner,
    networkInput: Uint8Array.of(second % 256, 255, 0, 7),
    frameImage: null,
    sample: {
      sample_id: `${owner}-${second}`,
      session_id: "7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001",
      number: second,
      captured_at: time,
      model_id: "20261122-1a2b3c4d",
      predicted: "fist",
      probabilities: [0.01, 0.02, 0.9, 0.03, 0.02, 0.02],
      label: null,
      label_source: "none",
      reason: "random",
      sampling_probability: 0.01,
      inference_ms: 0.8,
      total_ms: 3.4,
      noise: 0.004,
      fps: 30,
      backend: "WebAssembly with SIMD",
      device: "Chromium, Linux",
      consent_version: CONSENT_VERSION,
      network_input: { kind: "silhouette", width: 2, height: 2, bytes: 4 },
      frame_image: null,
    },
  };
}
