/** Manifests as docs/architecture.md describes them, one of each way, for tests that need no network. */

export const exampleManifest: unknown = {
  schema: 2,
  id: "20261122-1a2b3c4d",
  way: "silhouette",
  labels: ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "none"],
  input: { kind: "silhouette", width: 64, height: 64 },
  silhouette: {
    width: 128,
    height: 128,
    learn_frames: 30,
    noise_floor: 768,
    noise_share: 20,
    threshold: 2560,
    speck_area: 60,
    hole_area: 40,
    follow_shift: 6,
  },
  smoothing: { time_constant_ms: 100, enter: 0.6, leave: 0.4, dwell_ms: 100 },
  thresholds: { gesture: 0.7 },
  graph: { path: "model.json", flops: 19000000 },
  golden: "golden.json",
  files: [
    { path: "model.json", bytes: 14123, sha256: "a".repeat(64) },
    { path: "group1-shard1of1.bin", bytes: 47564, sha256: "0123456789abcdef".repeat(4) },
  ],
  trained: { commit: "8a87cd4", seed: 1, data_digest: "b".repeat(64), sources: [], people: 0, metrics: {} },
};

export const exampleHandManifest: unknown = {
  schema: 2,
  id: "20261127-1a2b3c4d",
  way: "hand",
  labels: ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "okay", "peace", "none"],
  finder: { graph: "finder.json", side: 128, score: 0.5, flops: 250000000 },
  backbone: {
    graph: "backbone.json",
    weights: "backbone.bin",
    side: 128,
    embedding: 64,
    presence: 0.5,
    flops: 96000000,
  },
  head: "head.json",
  smoothing: { time_constant_ms: 100, enter: 0.6, leave: 0.4, dwell_ms: 100 },
  thresholds: { gesture: 0.7 },
  golden: "golden.json",
  files: ["finder.json", "finder.bin", "backbone.json", "backbone.bin", "head.json", "golden.json"].map((path, i) => ({
    path,
    bytes: 1000 + i,
    sha256: `${i}`.repeat(64),
  })),
  trained: { commit: "8a87cd4", seed: 1, data_digest: "b".repeat(64), sources: [], people: 0, metrics: {} },
};
