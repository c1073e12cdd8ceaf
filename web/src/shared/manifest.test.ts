/** The manifest: a good one is read, and every missing, unknown or bad field stops with its name. */

import { describe, expect, test } from "vitest";
import { exampleHandManifest, exampleManifest } from "../testing/example-manifest";
import { type HandManifest, parseManifest, type SilhouetteManifest } from "./manifest";

type Json = Record<string, unknown>;

/** A copy of an example, changed. */
function changed(example: unknown, change: (manifest: Json) => void): Json {
  const copy = structuredClone(example) as Json;
  change(copy);
  return copy;
}

/** Paths of every object in the manifest of a way that has fixed fields. */
const COMMON = ["", "smoothing", "thresholds", "files.0", "trained"];
const OBJECTS: [string, unknown, string][] = [
  ...[...COMMON, "input", "silhouette", "graph"].map((path): [string, unknown, string] => [
    "silhouettes",
    exampleManifest,
    path,
  ]),
  ...[...COMMON, "finder", "backbone"].map((path): [string, unknown, string] => ["hands", exampleHandManifest, path]),
];

function at(manifest: Json, path: string): Json {
  return path === ""
    ? manifest
    : (path.split(".").reduce<unknown>((each, key) => (each as Json)[key], manifest) as Json);
}

test("a good manifest of silhouettes is read", () => {
  const manifest = parseManifest(exampleManifest) as SilhouetteManifest;
  expect([manifest.id, manifest.way]).toEqual(["20261122-1a2b3c4d", "silhouette"]);
  expect(manifest.labels).toEqual(["thumbs_up", "l", "fist", "open_palm", "closed_palm", "none"]);
  expect(manifest.silhouette.learn_frames).toBe(30);
  expect(manifest.smoothing).toEqual({ timeConstant: 100, enter: 0.6, leave: 0.4, dwell: 100 });
  expect(manifest.files.map(({ path }) => path)).toEqual(["model.json", "group1-shard1of1.bin"]);
});

test("a good manifest of hands is read", () => {
  const { id, way, labels, finder, backbone, head } = parseManifest(exampleHandManifest) as HandManifest;
  expect([id, way, labels.length, head]).toEqual(["20261127-1a2b3c4d", "hand", 8, "head.json"]);
  const { finder: wanted, backbone: wantedToo } = exampleHandManifest as Json;
  expect([finder, backbone]).toEqual([wanted, wantedToo]);
});

describe.each(OBJECTS)("of %s, %#", (_, example, path) => {
  const fields = Object.keys(at(structuredClone(example) as Json, path));

  test.each(fields)(`a missing ${path}.%s stops and is named`, (field) => {
    const manifest = changed(example, (each) => delete at(each, path)[field]);
    expect(() => parseManifest(manifest)).toThrow(field);
  });

  test(`an unknown field in '${path}' stops and is named`, () => {
    const manifest = changed(example, (each) => {
      at(each, path).novelty = 1;
    });
    expect(() => parseManifest(manifest)).toThrow(/novelty must be absent/);
  });
});

test.each<[string, (manifest: Json) => void]>([
  ["way", (each) => Object.assign(each, { way: "ear" })],
  ["labels[1]", (each) => Object.assign(each, { labels: ["fist", "wave", "none"] })],
  ["labels", (each) => Object.assign(each, { labels: ["fist", "l"] })],
  ["labels", (each) => Object.assign(each, { labels: ["fist", "fist", "none"] })],
  ["input.width", (each) => Object.assign(at(each, "input"), { width: 64.5 })],
  ["input.kind", (each) => Object.assign(at(each, "input"), { kind: "rgb" })],
  ["silhouette.threshold", (each) => Object.assign(at(each, "silhouette"), { threshold: "2560" })],
  ["silhouette.learn_frames", (each) => Object.assign(at(each, "silhouette"), { learn_frames: 0 })],
  ["smoothing.enter", (each) => Object.assign(at(each, "smoothing"), { enter: 1.1 })],
  ["smoothing.dwell_ms", (each) => Object.assign(at(each, "smoothing"), { dwell_ms: null })],
  ["thresholds.gesture", (each) => Object.assign(at(each, "thresholds"), { gesture: Number.NaN })],
  ["golden", (each) => Object.assign(each, { golden: "../golden.json" })],
  ["files[0].path", (each) => Object.assign(at(each, "files.0"), { path: "/etc/passwd" })],
  ["files[0].sha256", (each) => Object.assign(at(each, "files.0"), { sha256: "AB" })],
  ["files", (each) => Object.assign(at(each, "graph"), { path: "other.json" })],
])("a bad %s of silhouettes stops and is named", (name, change) => {
  expect(() => parseManifest(changed(exampleManifest, change))).toThrow(`manifest.${name} must be`);
});

test.each<[string, (manifest: Json) => void]>([
  ["finder.side", (each) => Object.assign(at(each, "finder"), { side: 120 })],
  ["finder.score", (each) => Object.assign(at(each, "finder"), { score: 2 })],
  ["finder.graph", (each) => Object.assign(at(each, "finder"), { graph: "a/finder.json" })],
  ["backbone.side", (each) => Object.assign(at(each, "backbone"), { side: 0 })],
  ["backbone.embedding", (each) => Object.assign(at(each, "backbone"), { embedding: "64" })],
  ["backbone.presence", (each) => Object.assign(at(each, "backbone"), { presence: -0.1 })],
  ["backbone.flops", (each) => Object.assign(at(each, "backbone"), { flops: 0.5 })],
  ["files", (each) => Object.assign(at(each, "backbone"), { weights: "other.bin" })],
  ["files", (each) => Object.assign(each, { head: "other.json" })],
])("a bad %s of hands stops and is named", (name, change) => {
  expect(() => parseManifest(changed(exampleHandManifest, change))).toThrow(`manifest.${name} must be`);
});

test("a manifest of another schema is none, and what to do is said", () => {
  const of = (schema: unknown) => (): unknown =>
    parseManifest(changed(exampleManifest, (each) => Object.assign(each, { schema })));
  expect(of(1)).toThrow("manifest.schema must be 2: train the model again");
  expect(of(3)).toThrow("manifest.schema must be 2: reload the page");
  expect(of(undefined)).toThrow("manifest.schema must be 2");
});

test.each([null, 7, "manifest", []])("%j is no manifest", (value) => {
  expect(() => parseManifest(value)).toThrow("manifest must be an object");
});
