/** The manifest: a good one is read, and every missing, unknown or bad field stops with its name. */

import { describe, expect, test } from "vitest";
import { parseManifest } from "../../../web/src/shared/manifest";
import { exampleManifest } from "./example-manifest";

type Json = Record<string, unknown>;

/** A copy of the example, changed. */
function changed(change: (manifest: Json) => void): Json {
  const copy = structuredClone(exampleManifest) as Json;
  change(copy);
  return copy;
}

/** Paths of every object in the manifest that has fixed fields. */
const OBJECTS = ["", "input", "silhouette", "smoothing", "thresholds", "graph", "files.0", "trained"];

function at(manifest: Json, path: string): Json {
  return path === ""
    ? manifest
    : (path.split(".").reduce<unknown>((each, key) => (each as Json)[key], manifest) as Json);
}

test("a good manifest is read", () => {
  const manifest = parseManifest(exampleManifest);
  expect(manifest.id).toBe("20261122-1a2b3c4d");
  expect(manifest.labels).toEqual(["thumbs_up", "l", "fist", "open_palm", "closed_palm", "none"]);
  expect(manifest.silhouette.learn_frames).toBe(30);
  expect(manifest.smoothing).toEqual({ timeConstant: 100, enter: 0.6, leave: 0.4, dwell: 100 });
  expect(manifest.files.map(({ path }) => path)).toEqual(["model.json", "group1-shard1of1.bin"]);
});

describe.each(OBJECTS)("in '%s'", (path) => {
  const fields = Object.keys(at(structuredClone(exampleManifest) as Json, path));

  test.each(fields)("a missing %s stops and is named", (field) => {
    const manifest = changed((each) => delete at(each, path)[field]);
    expect(() => parseManifest(manifest)).toThrow(field);
  });

  test("an unknown field stops and is named", () => {
    const manifest = changed((each) => {
      at(each, path).novelty = 1;
    });
    expect(() => parseManifest(manifest)).toThrow(/novelty must be absent/);
  });
});

test.each<[string, (manifest: Json) => void]>([
  ["schema", (each) => Object.assign(each, { schema: 1 })],
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
])("a bad %s stops and is named", (name, change) => {
  expect(() => parseManifest(changed(change))).toThrow(`manifest.${name} must be`);
});

test.each([null, 7, "manifest", []])("%j is no manifest", (value) => {
  expect(() => parseManifest(value)).toThrow("manifest must be an object");
});
