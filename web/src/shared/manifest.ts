/** Reads a model's manifest; a missing, unknown or bad field stops. */

import { LABELS, type Label, type Milliseconds, milliseconds, type Probability, probability } from "./gestures";
import { exactly, type Fields, finite, integer, list, oneOf, record, ShapeError, sha256, text } from "./strict";

const SILHOUETTE_FIELDS = [
  "width",
  "height",
  "learn_frames",
  "noise_floor",
  "noise_share",
  "threshold",
  "speck_area",
  "hole_area",
  "follow_shift",
] as const;

/** Integers that the kernel takes; see training/silhouette.py for their meaning and units. */
export type SilhouetteParameters = Readonly<Record<(typeof SILHOUETTE_FIELDS)[number], number>>;

export interface SmoothingParameters {
  readonly timeConstant: Milliseconds;
  readonly enter: Probability;
  readonly leave: Probability;
  readonly dwell: Milliseconds;
}

export interface ModelFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** How a frame becomes probabilities: the hand itself is seen, or its silhouette before a known background. */
export const WAYS = ["hand", "silhouette"] as const;
export type Way = (typeof WAYS)[number];

/** Pixels of the side of the finder's coarser cells. */
const CELL = 16;

/** What a network is shown: all of the guide box's silhouette, or the square around the hand in it. */
export const KINDS = ["silhouette", "hand"] as const;
export type PictureKind = (typeof KINDS)[number];

/** What the manifests of both ways say. */
interface Common {
  readonly id: string;
  readonly labels: readonly Label[];
  readonly smoothing: SmoothingParameters;
  readonly thresholds: { readonly gesture: Probability };
  readonly golden: string;
  readonly files: readonly ModelFile[];
}

/** A model that sees the hand itself: finder, backbone and head. */
export interface HandManifest extends Common {
  readonly way: "hand";
  readonly finder: {
    readonly graph: string;
    /** Pixels of the side of what it is shown. */
    readonly side: number;
    readonly score: Probability;
    readonly flops: number;
  };
  readonly backbone: {
    readonly graph: string;
    readonly weights: string;
    readonly side: number;
    readonly embedding: number;
    /** Below it, what is followed is no hand. */
    readonly presence: Probability;
    readonly flops: number;
  };
  readonly head: string;
}

/** The SHA-256 of its backbone's weights: two models that share it see hands alike. */
export function backboneOf({ files, backbone }: HandManifest): string {
  return files.find(({ path }) => path === backbone.weights)?.sha256 ?? "";
}

/** A model that sees silhouettes before a known background. */
export interface SilhouetteManifest extends Common {
  readonly way: "silhouette";
  readonly input: { readonly kind: PictureKind; readonly width: number; readonly height: number };
  readonly silhouette: SilhouetteParameters;
  readonly graph: { readonly path: string; readonly flops: number };
}

export type Manifest = HandManifest | SilhouetteManifest;

const SCHEMA = 2;
const COMMON = ["schema", "id", "way", "labels", "smoothing", "thresholds", "golden", "files", "trained"] as const;

/** Reads a manifest of schema 2. Throws ShapeError, whose message names the field. */
export function parseManifest(value: unknown): Manifest {
  const { schema, way } = record(value, "manifest");
  if (schema !== SCHEMA) throw new ShapeError("manifest.schema", `${SCHEMA}: ${adviceFor(schema)}`);
  return oneOf(way, "manifest.way", WAYS) === "hand" ? handManifest(value) : silhouetteManifest(value);
}

function adviceFor(schema: unknown): string {
  return typeof schema === "number" && schema < SCHEMA ? "train the model again" : "reload the page";
}

function handManifest(value: unknown): HandManifest {
  const fields = exactly(value, "manifest", [...COMMON, "finder", "backbone", "head"]);
  const manifest: HandManifest = {
    way: "hand",
    ...common(fields),
    finder: finder(fields.finder),
    backbone: backbone(fields.backbone),
    head: fileName(fields.head, "manifest.head"),
  };
  demandFiles(manifest, [manifest.finder.graph, manifest.backbone.graph, manifest.backbone.weights, manifest.head]);
  return manifest;
}

function silhouetteManifest(value: unknown): SilhouetteManifest {
  const fields = exactly(value, "manifest", [...COMMON, "input", "silhouette", "graph"]);
  const manifest: SilhouetteManifest = {
    way: "silhouette",
    ...common(fields),
    input: input(fields.input),
    silhouette: silhouette(fields.silhouette),
    graph: graph(fields.graph),
  };
  demandFiles(manifest, [manifest.graph.path]);
  return manifest;
}

function common(fields: Fields): Common {
  trained(fields.trained);
  return {
    id: text(fields.id, "manifest.id"),
    labels: labels(fields.labels),
    smoothing: smoothing(fields.smoothing),
    thresholds: thresholds(fields.thresholds),
    golden: fileName(fields.golden, "manifest.golden"),
    files: list(fields.files, "manifest.files").map(modelFile),
  };
}

function demandFiles({ files }: Common, names: readonly string[]): void {
  for (const name of names) {
    if (!files.some(({ path }) => path === name)) throw new ShapeError("manifest.files", `a list with ${name} in it`);
  }
}

function finder(value: unknown): HandManifest["finder"] {
  const path = "manifest.finder";
  const fields = exactly(value, path, ["graph", "side", "score", "flops"]);
  const side = integer(fields.side, `${path}.side`, CELL);
  if (side % CELL !== 0) throw new ShapeError(`${path}.side`, `a multiple of ${CELL}`);
  return {
    graph: fileName(fields.graph, `${path}.graph`),
    side,
    score: share(fields.score, `${path}.score`),
    flops: integer(fields.flops, `${path}.flops`, 1),
  };
}

function backbone(value: unknown): HandManifest["backbone"] {
  const path = "manifest.backbone";
  const fields = exactly(value, path, ["graph", "weights", "side", "embedding", "presence", "flops"]);
  return {
    graph: fileName(fields.graph, `${path}.graph`),
    weights: fileName(fields.weights, `${path}.weights`),
    side: integer(fields.side, `${path}.side`, 1),
    embedding: integer(fields.embedding, `${path}.embedding`, 1),
    presence: share(fields.presence, `${path}.presence`),
    flops: integer(fields.flops, `${path}.flops`, 1),
  };
}

function labels(value: unknown): Label[] {
  const result = list(value, "manifest.labels").map((each, i) => oneOf(each, `manifest.labels[${i}]`, LABELS));
  if (new Set(result).size !== result.length) throw new ShapeError("manifest.labels", "a list without repeats");
  if (!result.includes("none")) throw new ShapeError("manifest.labels", "a list with none in it");
  return result;
}

function input(value: unknown): SilhouetteManifest["input"] {
  const fields = exactly(value, "manifest.input", ["kind", "width", "height"]);
  return {
    kind: oneOf(fields.kind, "manifest.input.kind", KINDS),
    width: integer(fields.width, "manifest.input.width", 1),
    height: integer(fields.height, "manifest.input.height", 1),
  };
}

function silhouette(value: unknown): SilhouetteParameters {
  const fields = exactly(value, "manifest.silhouette", SILHOUETTE_FIELDS);
  const positive = ["width", "height", "learn_frames"];
  const entries = SILHOUETTE_FIELDS.map((name) => {
    return [name, integer(fields[name], `manifest.silhouette.${name}`, positive.includes(name) ? 1 : 0)];
  });
  return Object.fromEntries(entries) as SilhouetteParameters;
}

function smoothing(value: unknown): SmoothingParameters {
  const path = "manifest.smoothing";
  const fields = exactly(value, path, ["time_constant_ms", "enter", "leave", "dwell_ms"]);
  return {
    timeConstant: milliseconds(finite(fields.time_constant_ms, `${path}.time_constant_ms`, 0, 60_000)),
    enter: share(fields.enter, `${path}.enter`),
    leave: share(fields.leave, `${path}.leave`),
    dwell: milliseconds(finite(fields.dwell_ms, `${path}.dwell_ms`, 0, 60_000)),
  };
}

function thresholds(value: unknown): Manifest["thresholds"] {
  const fields = exactly(value, "manifest.thresholds", ["gesture"]);
  return { gesture: share(fields.gesture, "manifest.thresholds.gesture") };
}

function graph(value: unknown): SilhouetteManifest["graph"] {
  const fields = exactly(value, "manifest.graph", ["path", "flops"]);
  return {
    path: fileName(fields.path, "manifest.graph.path"),
    flops: integer(fields.flops, "manifest.graph.flops", 1),
  };
}

function modelFile(value: unknown, i: number): ModelFile {
  const path = `manifest.files[${i}]`;
  const fields = exactly(value, path, ["path", "bytes", "sha256"]);
  return {
    path: fileName(fields.path, `${path}.path`),
    bytes: integer(fields.bytes, `${path}.bytes`, 1),
    sha256: sha256(fields.sha256, `${path}.sha256`),
  };
}

/** How the model came about is for people; the page only makes sure that it is there. */
function trained(value: unknown): void {
  const path = "manifest.trained";
  const fields = exactly(value, path, ["commit", "seed", "data_digest", "sources", "people", "metrics"]);
  text(fields.commit, `${path}.commit`);
  integer(fields.seed, `${path}.seed`);
  text(fields.data_digest, `${path}.data_digest`);
  list(fields.sources, `${path}.sources`);
  integer(fields.people, `${path}.people`);
  record(fields.metrics, `${path}.metrics`);
}

/** A name in the model's own folder: no way out of it. */
function fileName(value: unknown, path: string): string {
  const name = text(value, path);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new ShapeError(path, "a plain file name");
  return name;
}

function share(value: unknown, path: string): Probability {
  return probability(finite(value, path, 0, 1));
}
