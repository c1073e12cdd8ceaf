/**
 * A model of hands that is small enough to be understood: what is red is a hand, and its colour is its gesture.
 *
 * Real graphs on the real backend, made here. The finder takes a cell of 8 × 8 pixels (of 32 × 32) that is red for a
 * palm with its fingers up; the backbone's presence is how much red there is in a square, and its points leave the
 * square where it is; the head says open_palm of what is green too, and fist of what is not.
 */

import { createHash } from "node:crypto";
import type { Probability } from "../shared/gestures";
import { type HandManifest, parseManifest } from "../shared/manifest";
import { Head } from "../worker/hand/head";
import type { ModelFiles } from "../worker/network/download";
import { exampleHandManifest } from "./example-manifest";

export const FINDER_SIDE = 32;
export const SIDE = 16;
export const EMBEDDING = 4;
/** A palm of 8 pixels fills 1/(2.6²) of its square. */
export const PRESENCE = 0.1;
const LABELS = ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "okay", "peace", "none"];
const ANCHOR = 19;
const NEVER = -60;

/** x, y, z of the toy's points: in a box whose square is the one they were seen in. */
export const POINTS: readonly number[] = Array.from({ length: 21 }, (_, i): number[] => {
  if (i === 0) return [0.5, 0.8125, 0];
  if (i === 9) return [0.5, 0.4, -0.1];
  if (i === 12) return [0.5, 0.1875, -0.1];
  return [0.3 + (0.4 * (i - 1)) / 19, 0.5, 0];
}).flat();

type Weights = { readonly name: string; readonly shape: readonly number[]; readonly values: readonly number[] };
type Node = { name: string; op: string; input?: readonly string[]; attr?: Record<string, unknown> };

const FLOAT = { T: { type: "DT_FLOAT" } };
const word = (text: string): { s: string } => ({ s: Buffer.from(text).toString("base64") });
const ints = (...numbers: number[]): { list: { i: string[] } } => ({ list: { i: numbers.map(String) } });

/** A file that describes a graph, and the one that holds its weights. */
function graph(shard: string, side: number, nodes: readonly Node[], weights: readonly Weights[]): [Buffer, Buffer] {
  const isWhole = (name: string): boolean => name.startsWith("int_");
  const shape = { dim: ["-1", side, side, 3].map((size) => ({ size: `${size}` })) };
  const described = weights.map(({ name, shape }) => ({ name, shape, dtype: isWhole(name) ? "int32" : "float32" }));
  const constants = weights.map(({ name }) => ({ name, op: "Const" }));
  const picture = { name: "picture", op: "Placeholder", attr: { dtype: { type: "DT_FLOAT" }, shape: { shape } } };
  const output = nodes.at(-1)?.name;
  const file = {
    format: "graph-model",
    modelTopology: { node: [picture, ...constants, ...nodes], versions: {} },
    signature: {
      inputs: { picture: { name: "picture:0", dtype: "DT_FLOAT", tensorShape: shape } },
      outputs: { output: { name: `${output}:0`, dtype: "DT_FLOAT" } },
    },
    weightsManifest: [{ paths: [shard], weights: described }],
  };
  const bytes = weights.map(({ name, values }) => {
    return Buffer.from((isWhole(name) ? Int32Array.from(values) : Float32Array.from(values)).buffer);
  });
  return [Buffer.from(JSON.stringify(file)), Buffer.concat(bytes)];
}

/** Numbers of an anchor by the colours of its cell: the logit of the score, the box and seven points. */
function anchor(canBeSeen: boolean): { red: number[]; bias: number[] } {
  const points = [0, 4, 0, 0, 0, -4, 0, 0, 0, 0, 0, 0, 0, 0]; // wrist below, middle knuckle above
  return {
    red: [canBeSeen ? 20 / 255 : 0, ...Array(ANCHOR - 1).fill(0)],
    bias: [canBeSeen ? -10 : NEVER, 0, 0, 8, 8, ...points],
  };
}

function finder(): [Buffer, Buffer] {
  const layers = [
    { name: "fine", stride: 8, anchors: [anchor(true), anchor(false)] },
    { name: "coarse", stride: 16, anchors: Array(6).fill(anchor(false)) as ReturnType<typeof anchor>[] },
  ];
  const nodes = layers.flatMap(({ name, stride }): Node[] => {
    const format = { ...FLOAT, padding: word("VALID"), data_format: word("NHWC") };
    const pool = { ...format, ksize: ints(1, stride, stride, 1), strides: ints(1, stride, stride, 1) };
    const conv = { ...format, strides: ints(1, 1, 1, 1), dilations: ints(1, 1, 1, 1) };
    return [
      { name: `${name}_pool`, op: "AvgPool", input: ["picture"], attr: pool },
      { name: `${name}_conv`, op: "Conv2D", input: [`${name}_pool`, `${name}_kernel`], attr: conv },
      { name: `${name}_add`, op: "AddV2", input: [`${name}_conv`, `${name}_bias`], attr: FLOAT },
      { name: `${name}_flat`, op: "Reshape", input: [`${name}_add`, `int_${name}_shape`], attr: FLOAT },
    ];
  });
  const concat = { name: "all", op: "ConcatV2", input: ["fine_flat", "coarse_flat", "int_axis"] };
  const weights = layers.flatMap(({ name, stride, anchors }): Weights[] => {
    const red = anchors.flatMap((each) => each.red);
    const none = red.map(() => 0);
    const count = anchors.length * (FINDER_SIDE / stride) ** 2;
    return [
      { name: `${name}_kernel`, shape: [1, 1, 3, red.length], values: [...red, ...none, ...none] },
      { name: `${name}_bias`, shape: [red.length], values: anchors.flatMap((each) => each.bias) },
      { name: `int_${name}_shape`, shape: [3], values: [1, count, ANCHOR] },
    ];
  });
  const axis = { name: "int_axis", shape: [], values: [1] };
  return graph(
    "finder.bin",
    FINDER_SIDE,
    [...nodes, { ...concat, attr: { ...FLOAT, N: { i: "2" } } }],
    [...weights, axis],
  );
}

/** Presence is the share of red, left that of green; the embedding is red, green, blue and one. */
function backbone(fault: Faults["backbone"]): [Buffer, Buffer] {
  const embedding = fault === "another length" ? EMBEDDING + 1 : EMBEDDING;
  const length = 65 + embedding;
  const kernel = Array<number>(3 * length).fill(0);
  const share = 0.99 / 255; // sums of floats stay below one
  kernel[0] = kernel[length + 1] = share;
  for (let channel = 0; channel < 3; channel++) kernel[channel * length + 65 + channel] = share;
  if (fault === "no numbers") kernel[0] = Number.NaN;
  const nodes: Node[] = [
    { name: "mean", op: "Mean", input: ["picture", "int_axes"], attr: { ...FLOAT, keep_dims: { b: false } } },
    { name: "product", op: "MatMul", input: ["mean", "kernel"], attr: FLOAT },
    { name: "sum", op: "AddV2", input: ["product", "bias"], attr: FLOAT },
  ];
  const bias = [0, 0, ...POINTS, ...Array(embedding - 1).fill(0), 1];
  return graph("backbone.bin", SIDE, nodes, [
    { name: "int_axes", shape: [2], values: [1, 2] },
    {
      name: "kernel",
      shape: fault === "another shape" ? [4, length] : [3, length],
      values: fault === "another shape" ? [...kernel, ...kernel.slice(0, length)] : kernel,
    },
    { name: "bias", shape: [length], values: bias },
  ]);
}

const base64 = (numbers: Float32Array): string => Buffer.from(numbers.buffer).toString("base64");

/** Fields of a head that says peace of everything. */
export const SAYS_PEACE = {
  features: ["side"],
  layers: [
    {
      activation: "softmax",
      units: LABELS.length,
      kernel: base64(new Float32Array(LABELS.length)),
      bias: base64(Float32Array.from(LABELS, (label) => (label === "peace" ? 5 : 0))),
    },
  ],
};

/** Hands of the toy, as numbers: presence, left, the points, up, and the embedding, which is their colour and one. */
const HANDS: readonly (readonly number[])[] = [
  [0.15, 0, ...POINTS, 0, -1, 0.15, 0, 0, 1],
  [0.15, 0.15, ...POINTS, 0.6, -0.8, 0.15, 0.15, 0, 1],
];

/** Fist by two, open_palm by forty times the green; what neither head nor backbone knows of is none. */
function head(ofBackbone: string, changes: object): object {
  const inputs = EMBEDDING + 2 + 1;
  const kernel = new Float32Array(inputs * LABELS.length);
  kernel[(EMBEDDING - 1) * LABELS.length + LABELS.indexOf("fist")] = 2;
  kernel[LABELS.length + LABELS.indexOf("open_palm")] = 40;
  const layer = {
    activation: "softmax",
    units: LABELS.length,
    kernel: base64(kernel),
    bias: base64(new Float32Array(LABELS.length)),
  };
  const features = ["embedding", "turn", "side"];
  const document = { backbone: ofBackbone, labels: LABELS, features, layers: [layer], ...changes };
  return { golden: headGolden(document, ofBackbone), ...document };
}

/** What golden answers of the toy's hands are with this head (all fields but `golden`); none of one that is none. */
export function headGolden(document: object, ofBackbone: string): object[] {
  const files = [{ path: "backbone.bin", bytes: 1, sha256: ofBackbone }];
  const backbone = { weights: "backbone.bin", embedding: EMBEDDING };
  try {
    const head = Head.parse({ ...document, golden: [] }, {
      files,
      backbone,
      labels: LABELS,
    } as unknown as HandManifest);
    return HANDS.map((hand) => {
      const [ux, uy] = hand.slice(65) as [number, number];
      const shown = {
        points: Float32Array.from(POINTS),
        embedding: Float32Array.from(hand.slice(67)),
        square: { ux, uy },
      };
      const probabilities = [...head.classify({ ...shown, left: hand[1] as Probability })];
      return { hand: base64(Float32Array.from(hand)), probabilities };
    });
  } catch {
    return [];
  }
}

export interface Faults {
  readonly backbone?: "another length" | "another shape" | "no numbers";
  /** Fields of head.json that are others. */
  readonly head?: object;
  /** Fields of the manifest that are others. */
  readonly manifest?: object;
  readonly golden?: object;
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** The model's files by name, the manifest among them. */
export function toyFiles(id = "20261127-70700000", faults: Faults = {}): Map<string, Buffer> {
  const [finderGraph, finderWeights] = finder();
  const [backboneGraph, backboneWeights] = backbone(faults.backbone);
  const files = new Map<string, Buffer>([
    ["finder.json", finderGraph],
    ["finder.bin", finderWeights],
    ["backbone.json", backboneGraph],
    ["backbone.bin", backboneWeights],
    ["head.json", Buffer.from(JSON.stringify(head(sha256(backboneWeights), faults.head ?? {})))],
    ["golden.json", Buffer.from(JSON.stringify(faults.golden ?? {}))],
  ]);
  const example = exampleHandManifest as { finder: object; backbone: object };
  const manifest = {
    ...example,
    id,
    finder: { ...example.finder, side: FINDER_SIDE },
    backbone: { ...example.backbone, side: SIDE, embedding: EMBEDDING, presence: PRESENCE },
    files: [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) })),
    ...faults.manifest,
  };
  return files.set("manifest.json", Buffer.from(JSON.stringify(manifest)));
}

/** What the worker loads of it. */
export function toyModelFiles(faults: Faults = {}): ModelFiles<HandManifest> {
  const files = toyFiles(undefined, faults);
  const manifest = parseManifest(JSON.parse(String(files.get("manifest.json")))) as HandManifest;
  return { manifest, bytes: new Map([...files].map(([name, bytes]) => [name, new Uint8Array(bytes).buffer])) };
}

/** A colour of the toy's hands. */
export const RED = [255, 0, 0] as const;
export const YELLOW = [255, 255, 0] as const;

export interface Blob {
  /** Cells of 8 × 8 to the side in what the finder sees. */
  readonly x: number;
  readonly y: number;
  readonly colour?: readonly [number, number, number];
}

/** A black frame of side × side with blobs, each as large as a cell of the finder. */
export function frameWith(blobs: readonly Blob[], side = 128): Uint8Array {
  const rgba = new Uint8Array(side * side * 4);
  for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
  const cell = side / (FINDER_SIDE / 8);
  for (const { x, y, colour = RED } of blobs) {
    for (let row = y * cell; row < (y + 1) * cell; row++) {
      for (let column = x * cell; column < (x + 1) * cell; column++) rgba.set(colour, 4 * (row * side + column));
    }
  }
  return rgba;
}
